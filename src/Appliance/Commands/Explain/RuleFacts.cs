using System.Globalization;
using System.Text;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;

namespace Appliance.Commands.Explain;

/// <summary>The facts that a rule decided on, as text that is safe to print.</summary>
internal static class RuleFacts
{
    /// <summary>The limit of listed rooms.</summary>
    private const int ListedMax = 8;

    private const string NoLifetimeRequested = "no expiry was requested";

    /// <summary>The rule's facts; empty if it was not reached.</summary>
    public static string Of(Denial rule, RuleVerdict verdict, Explanation explained) => verdict switch
    {
        RuleVerdict.NotReached => "",
        RuleVerdict.Denied when rule == Denial.UnknownRoom => MissingRoom(explained.Request),
        RuleVerdict.Denied when rule == Denial.UnknownRole => MissingRole(explained.Request),
        _ when rule == Denial.UnknownRoom => FoundRoom(explained),
        _ => OfRoleInRoom(rule, explained, explained.Role!, explained.Room),
    };

    private static string OfRoleInRoom(Denial rule, Explanation explained, Role role, Room room)
    {
        ExplainRequest request = explained.Request;
        RoomConstraints constraints = room.Constraints;
        bool scheduled = constraints.Kind == RoomKind.Scheduled;
        string at = $"requested at {Instant.ToText(request.AtSeconds)}";
        string noSchedule = $"no schedule: the room is {DisplayNames.Of(constraints.Kind)}";
        bool hasSession = constraints.Kind == RoomKind.AdHoc && room.StartsAtSeconds != 0;
        string noEnd = constraints.Kind != RoomKind.AdHoc ? noSchedule
            : hasSession ? $"its session started {Instant.ToText(room.StartsAtSeconds)} and ends "
                + $"{Instant.ToText(constraints.EndsAtSeconds)}, {at}"
            : "its session lasts "
                + DurationOf(room.DurationSeconds > 0 ? room.DurationSeconds : room.Type.SessionSeconds)
                + " from its first redemption";
        return rule switch
        {
            Denial.UnknownRole => role.Grants == Grants.None
                ? "it grants nothing"
                : $"it grants {string.Join(", ", DisplayNames.Of(role.Grants))}",
            Denial.RoleNotAllowedInRoom => RoleInRoom(explained, role, room.Type),
            Denial.RoomNotOpenYet =>
                scheduled ? $"opens {Instant.ToText(constraints.OpensAtSeconds)}, {at}" : noSchedule,
            Denial.RoomOver => scheduled ? $"ends {Instant.ToText(constraints.EndsAtSeconds)}, {at}" : noEnd,
            _ when !request.HasRequestedLifetime => NoLifetimeRequested,
            Denial.ExpiryTooShort =>
                $"{Requested(request)}, the role allows from {DurationOf(role.Constraints.Expiry.MinSeconds)}",
            Denial.ExpiryTooLong =>
                $"{Requested(request)}, the role allows up to {DurationOf(role.Constraints.Expiry.MaxSeconds)}, "
                + $"the room type up to {DurationOf(constraints.ExpiryMaxSeconds)}{Excess(role)}",
            _ when !scheduled && !hasSession => noEnd,
            _ => $"{Requested(request)}, the room ends in {DurationOf(constraints.EndsAtSeconds - request.AtSeconds)}"
                + Excess(role),
        };
    }

    private static string FoundRoom(Explanation explained)
    {
        string type = $"of type {explained.Room.Type.Name}, {DisplayNames.Of(explained.Room.Type.Kind)}";
        if (explained.RoomPattern is { } pattern)
            return $"of the pattern {pattern}, {type}";
        if (explained.IsRuntimeRoom)
            type += ", created at run time";
        return explained.RoomName.IsEmpty ? type : $"\"{SafeText.Of(explained.RoomName)}\", {type}";
    }

    /// <summary>Also finds the room by its name, which users mistake for the id.</summary>
    private static string MissingRoom(ExplainRequest request)
    {
        App app = request.App;
        byte[] name = Encoding.UTF8.GetBytes(request.RoomId);
        if (app.RoomPatterns.Count > 0 && !CallerText.IsPlain(name))
            return $"a room's name is 1 to {RoomPattern.NameBytesMax} bytes without control characters";
        List<string> ids = [];
        for (int index = 0; index < app.RoomCount; index++)
        {
            if (app.RoomNameAt(index).SequenceEqual(name))
                return "no room has this id; the room with this name is "
                    + $"{Encoding.UTF8.GetString(app.RoomIdAt(index))}";
            if (index < ListedMax)
                ids.Add(Encoding.UTF8.GetString(app.RoomIdAt(index)));
        }
        foreach (RoomPattern pattern in app.RoomPatterns)
            ids.Add(pattern.ToString());
        string missing = app.RoomCount + app.RoomPatterns.Count > ListedMax
            ? $"none of the app's {app.RoomCount.ToString(CultureInfo.InvariantCulture)} rooms has this id"
                + (app.RoomPatterns.Count > 0 ? ", and no pattern matches it" : "")
            : $"the app has {Listed(ids, "no rooms")}";
        return request.DataDirectory is null ? missing : $"{missing}; no run-time room has this id";
    }

    private static string MissingRole(ExplainRequest request)
    {
        List<string> names = new List<Role>(request.App.Roles).ConvertAll(role => role.Name);
        return $"the app has {Listed(names, "no roles")}";
    }

    private static string RoleInRoom(Explanation explained, Role role, RoomType type)
    {
        bool allowed = RuleList.Verdict(Denial.RoleNotAllowedInRoom, explained.Decision) == RuleVerdict.Passed;
        string names = Listed(DisplayNames.RolesOf(explained.Request.App, type), "no roles");
        return $"role {role.Name} is {(allowed ? "among" : "not among")} {names}";
    }

    private static string Listed(List<string> names, string none) =>
        names.Count == 0 ? none : string.Join(", ", names);

    private static string Requested(ExplainRequest request) => $"requested {DurationOf(request.RequestedSeconds)}";

    private static string Excess(Role role) =>
        role.Constraints.Expiry.OnExcess == ExcessRule.Clamp ? "; the excess is clamped" : "";

    private static string DurationOf(long seconds) => Duration.ToText(seconds);
}
