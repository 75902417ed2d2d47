using Appliance.PolicyModel;

namespace Appliance.Commands.Explain;

/// <summary>A token that somebody might ask for.</summary>
internal sealed class ExplainRequest
{
    public required App App { get; init; }

    /// <summary>The room's id, whether there is one or not.</summary>
    public required string RoomId { get; init; }

    /// <summary>The role's name, whether there is one or not.</summary>
    public required string RoleName { get; init; }

    /// <summary>The instant of the request, Unix seconds.</summary>
    public required long AtSeconds { get; init; }

    /// <summary>The life asked for, or <see cref="Rules.DefaultLifetime"/>.</summary>
    public required long RequestedSeconds { get; init; }

    /// <summary>The user's id and name in UTF-8, empty if none is given.</summary>
    public required byte[] User { get; init; }

    /// <summary>Where rooms that were made or changed at run time are; null to ask the policy alone.</summary>
    public required string? DataDirectory { get; init; }

    public bool HasRequestedLifetime => RequestedSeconds != Rules.DefaultLifetime;
}
