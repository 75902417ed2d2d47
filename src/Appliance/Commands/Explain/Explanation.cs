using System.Text;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Commands.Explain;

/// <summary>The decision of policy and run-time rooms about a token request, and the resulting token or error.
/// <see cref="Rules"/> decide.</summary>
internal sealed class Explanation
{
    private readonly byte[] _roomId;
    private readonly RoomLookup _known;

    public Explanation(ExplainRequest request, RoomDirectory rooms)
    {
        Request = request;
        _roomId = Encoding.UTF8.GetBytes(request.RoomId);
        _known = rooms.Lookup(request.App, _roomId);
        Role = request.App.FindRole(Encoding.UTF8.GetBytes(request.RoleName));
        Decision = _known.State == RoomState.Unknown ? Decision.Deny(Denial.UnknownRoom)
            : Role is null ? Decision.Deny(Denial.UnknownRole)
            : Rules.Decide(Role.Constraints, Room.Constraints, request.AtSeconds, request.RequestedSeconds);
        if (Role is not null && IsAllowed)
            Claims = SampleClaims.Write(Role, _roomId, request.User, request.AtSeconds, ExpiresAtSeconds);
        Response = VendorApis.Of(request.App)?.ErrorFor(
            request.App, _known.State, Role, Decision.Denial, request.RoomId, request.RoleName);
    }

    public ExplainRequest Request { get; }

    /// <summary>The requested room, if it exists.</summary>
    public Room Room => _known.Room;

    /// <summary>The room's name in UTF-8; empty if unnamed.</summary>
    public ReadOnlySpan<byte> RoomName =>
        _known.Name is { } name ? Encoding.UTF8.GetBytes(name)
        : Request.App.IndexOfRoom(_roomId) is >= 0 and var index ? Request.App.RoomNameAt(index) : default;

    /// <summary>The room was created at run time.</summary>
    public bool IsRuntimeRoom => _known.IsRuntimeRoom;

    /// <summary>The room exists and was disabled at run time.</summary>
    public bool IsRoomDisabled => _known.State == RoomState.Disabled;

    /// <summary>The pattern that the room matches; null for policy rooms, run-time rooms and unknown rooms.</summary>
    public RoomPattern? RoomPattern =>
        Decision.Denial == Denial.UnknownRoom || IsRuntimeRoom || Request.App.IndexOfRoom(_roomId) >= 0
            ? null
            : Request.App.FindPattern(_roomId);

    /// <summary>The requested role, if it exists.</summary>
    public Role? Role { get; }

    /// <summary>The rules' decision, which ignores whether the room is disabled.</summary>
    public Decision Decision { get; }

    /// <summary>The token would be issued.</summary>
    public bool IsAllowed => Decision.IsAllowed && !IsRoomDisabled;

    /// <summary>The name of the rule that denies the token.</summary>
    public string Reason => IsRoomDisabled ? CommandExit.RoomDisabledRule : DenialNames.Of(Decision.Denial);

    /// <summary>Name, verdict and facts of each rule in evaluation order.</summary>
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
                // Only a data directory can disable a room.
                if (rule == Denial.UnknownRoom && Request.DataDirectory is not null)
                    rows.Add(DisabledRow(verdict));
            }
            return rows;
        }
    }

    /// <summary>When the token expires, Unix seconds; defined only if it is issued.</summary>
    public long ExpiresAtSeconds => Request.AtSeconds + Decision.LifetimeSeconds;

    /// <summary>The token's claims; null if it is denied.</summary>
    public SampleClaims? Claims { get; }

    /// <summary>The role that the app's API issues to all clients, if it differs from the requested one; else empty.
    /// </summary>
    public string EndpointRole =>
        Request.App.TokenEndpoint.Role == Request.RoleName ? "" : Request.App.TokenEndpoint.Role;

    /// <summary>The app's endpoint without credentials is on, and it does not issue the requested role.</summary>
    public bool IsRoleWithheld => Request.App.TokenEndpoint is { Enabled: true, Role: "" }
        && Role is not null && !OpenEndpoint.Issues(Request.App, Role);

    /// <summary>The error response of the app's API; null if it would issue the token.</summary>
    public VendorError? Response { get; }

    private (string Rule, RuleVerdict Verdict, string Facts) DisabledRow(RuleVerdict unknownRoom) =>
        unknownRoom == RuleVerdict.Denied ? (CommandExit.RoomDisabledRule, RuleVerdict.NotReached, "")
        : IsRoomDisabled ? (CommandExit.RoomDisabledRule, RuleVerdict.Denied, "disabled at run time")
        : (CommandExit.RoomDisabledRule, RuleVerdict.Passed, "enabled");
}
