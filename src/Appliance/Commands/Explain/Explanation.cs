using System.Text;
using Appliance.Endpoints;
using Appliance.Policy;

namespace Appliance.Commands.Explain;

/// <summary>What the policy says to a question, and what follows from it. <see cref="Rules"/> decide.</summary>
internal sealed class Explanation
{
    private readonly byte[] _roomId;
    private readonly Room _room;

    public Explanation(Question asked)
    {
        Asked = asked;
        _roomId = Encoding.UTF8.GetBytes(asked.RoomId);
        // No room has a name with control characters, whatever pattern there is.
        bool isRoom = Text.IsPlain(_roomId) && asked.App.TryFindRoom(_roomId, out _room);
        Role = asked.App.FindRole(Encoding.UTF8.GetBytes(asked.RoleName));
        Decision = !isRoom ? Decision.Deny(Denial.UnknownRoom)
            : Role is null ? Decision.Deny(Denial.UnknownRole)
            : Rules.Decide(Role.Terms, Room.Terms, asked.AtSeconds, asked.RequestedSeconds);
        if (Role is not null && Decision.IsAllowed)
            Claims = SampleClaims.Write(Role, _roomId, asked.User, asked.AtSeconds, ExpiresAtSeconds);
        Answer = VendorErrors.For(asked.App, Role, Decision.Denial, asked.RoomId, asked.RoleName);
    }

    public Question Asked { get; }

    /// <summary>The room asked for, if there is one.</summary>
    public Room Room => _room;

    /// <summary>Its name in UTF-8; empty if it has none.</summary>
    public ReadOnlySpan<byte> RoomName =>
        Asked.App.IndexOfRoom(_roomId) is >= 0 and var index ? Asked.App.RoomNameAt(index) : default;

    /// <summary>The pattern that the room belongs to; null if the policy names the room itself, or there is
    /// none.</summary>
    public RoomPattern? RoomPattern => Decision.Denial == Denial.UnknownRoom || Asked.App.IndexOfRoom(_roomId) >= 0
        ? null
        : Asked.App.FindPattern(_roomId);

    /// <summary>The role asked for, if there is one.</summary>
    public Role? Role { get; }

    public Decision Decision { get; }

    /// <summary>When the token is dead, Unix seconds, if there is one.</summary>
    public long ExpiresAtSeconds => Asked.AtSeconds + Decision.LifeSeconds;

    /// <summary>What the token says; null if there is none.</summary>
    public SampleClaims? Claims { get; }

    /// <summary>The role that the app's API gives everybody, if its requests name none and it is not the one asked for;
    /// else empty.</summary>
    public string EndpointRole => Asked.App.TokenEndpoint.Role == Asked.RoleName ? "" : Asked.App.TokenEndpoint.Role;

    /// <summary>The app's endpoint without credentials is on, its requests name a role, and it does not give the one
    /// asked for.</summary>
    public bool IsRoleWithheld => Asked.App is { Api: TokenApi.Hms100, TokenEndpoint.Enabled: true }
        && Role is not null && !OpenEndpoint.Gives(Asked.App, Role);

    /// <summary>What the app's API answers in the place of a token; null if it does not.</summary>
    public VendorError? Answer { get; }
}
