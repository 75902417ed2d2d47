using System.Text;
using Appliance.Endpoints;
using Appliance.PolicyModel;

namespace Appliance.Commands.Explain;

/// <summary>What the policy, and what was done with rooms at run time, say to a question, and what follows from it.
/// <see cref="Rules"/> decide.</summary>
internal sealed class Explanation
{
    /// <summary>The rule that is asked behind <see cref="Denial.UnknownRoom"/>, where there is anything to know of
    /// it.</summary>
    public const string DisabledRule = "room-disabled";

    private readonly byte[] _roomId;
    private readonly RoomLookup _known;

    public Explanation(ExplainRequest asked, RoomDirectory rooms)
    {
        Asked = asked;
        _roomId = Encoding.UTF8.GetBytes(asked.RoomId);
        _known = rooms.Lookup(asked.App, _roomId);
        Role = asked.App.FindRole(Encoding.UTF8.GetBytes(asked.RoleName));
        Decision = _known.State == RoomState.Unknown ? Decision.Deny(Denial.UnknownRoom)
            : Role is null ? Decision.Deny(Denial.UnknownRole)
            : Rules.Decide(Role.Constraints, Room.Constraints, asked.AtSeconds, asked.RequestedSeconds);
        if (Role is not null && IsAllowed)
            Claims = SampleClaims.Write(Role, _roomId, asked.User, asked.AtSeconds, ExpiresAtSeconds);
        Response = VendorErrors.For(
            asked.App, _known.State, Role, Decision.Denial, asked.RoomId, asked.RoleName);
    }

    public ExplainRequest Asked { get; }

    /// <summary>The room asked for, if there is one.</summary>
    public Room Room => _known.Room;

    /// <summary>Its name in UTF-8; empty if it has none.</summary>
    public ReadOnlySpan<byte> RoomName =>
        _known.Name is { } name ? Encoding.UTF8.GetBytes(name)
        : Asked.App.IndexOfRoom(_roomId) is >= 0 and var index ? Asked.App.RoomNameAt(index) : default;

    /// <summary>The room was made at run time.</summary>
    public bool IsRoomMade => _known.IsRuntimeRoom;

    /// <summary>The room is there, and was disabled at run time.</summary>
    public bool IsRoomDisabled => _known.State == RoomState.Disabled;

    /// <summary>The pattern that the room belongs to; null if the policy names the room itself, if it was made, or if
    /// there is none.</summary>
    public RoomPattern? RoomPattern =>
        Decision.Denial == Denial.UnknownRoom || IsRoomMade || Asked.App.IndexOfRoom(_roomId) >= 0
            ? null
            : Asked.App.FindPattern(_roomId);

    /// <summary>The role asked for, if there is one.</summary>
    public Role? Role { get; }

    /// <summary>What the rules say, of a disabled room too.</summary>
    public Decision Decision { get; }

    /// <summary>There is a token.</summary>
    public bool IsAllowed => Decision.IsAllowed && !IsRoomDisabled;

    /// <summary>The name of the rule that denies it.</summary>
    public string Reason => IsRoomDisabled ? DisabledRule : DenialNames.Of(Decision.Denial);

    /// <summary>Name, verdict and facts of each rule in the order in which they are asked.</summary>
    public List<(string Rule, RuleVerdict Verdict, string Facts)> Rows
    {
        get
        {
            List<(string, RuleVerdict, string)> rows = [];
            foreach (Denial rule in RuleList.InOrder)
            {
                bool isReached = !IsRoomDisabled || rule == Denial.UnknownRoom;
                RuleVerdict verdict = isReached ? RuleList.Verdict(rule, Decision) : RuleVerdict.NotReached;
                rows.Add((DenialNames.Of(rule), verdict, RuleFacts.Of(rule, verdict, this)));
                if (rule == Denial.UnknownRoom && Asked.DataDirectory is not null)
                    rows.Add(DisabledRow(verdict));
            }
            return rows;
        }
    }

    /// <summary>When the token is dead, Unix seconds, if there is one.</summary>
    public long ExpiresAtSeconds => Asked.AtSeconds + Decision.LifetimeSeconds;

    /// <summary>What the token says; null if there is none.</summary>
    public SampleClaims? Claims { get; }

    /// <summary>The role that the app's API gives everybody, if its requests name none and it is not the one asked for;
    /// else empty.</summary>
    public string EndpointRole => Asked.App.TokenEndpoint.Role == Asked.RoleName ? "" : Asked.App.TokenEndpoint.Role;

    /// <summary>The app's endpoint without credentials is on, its requests name a role, and it does not give the one
    /// asked for.</summary>
    public bool IsRoleWithheld => Asked.App is { Api: TokenApi.Hms100, TokenEndpoint.Enabled: true }
        && Role is not null && !OpenEndpoint.Issues(Asked.App, Role);

    /// <summary>What the app's API answers in the place of a token; null if it does not.</summary>
    public VendorError? Response { get; }

    private (string Rule, RuleVerdict Verdict, string Facts) DisabledRow(RuleVerdict isThere) =>
        isThere == RuleVerdict.Denied ? (DisabledRule, RuleVerdict.NotReached, "")
        : IsRoomDisabled ? (DisabledRule, RuleVerdict.Denied, "it was disabled at run time")
        : (DisabledRule, RuleVerdict.Passed, "it is enabled");
}
