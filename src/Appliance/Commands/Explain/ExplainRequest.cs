using Appliance.PolicyModel;

namespace Appliance.Commands.Explain;

/// <summary>The token request to explain.</summary>
internal sealed class ExplainRequest
{
    public required App App { get; init; }

    /// <summary>The room's id; the room need not exist.</summary>
    public required string RoomId { get; init; }

    /// <summary>The role's name; the role need not exist.</summary>
    public required string RoleName { get; init; }

    /// <summary>The time of the request, Unix seconds.</summary>
    public required long AtSeconds { get; init; }

    /// <summary>The requested lifetime, or <see cref="Rules.DefaultLifetime"/>.</summary>
    public required long RequestedSeconds { get; init; }

    /// <summary>The user's id and name in UTF-8; empty if not given.</summary>
    public required byte[] User { get; init; }

    /// <summary>The source of run-time rooms; null to explain the policy only.</summary>
    public required string? DataDirectory { get; init; }

    public bool HasRequestedLifetime => RequestedSeconds != Rules.DefaultLifetime;
}
