using System.Globalization;
using System.Text;
using Appliance.Endpoints;
using Appliance.PolicyModel;
using Appliance.Results;

namespace Appliance.Commands.Explain;

/// <summary>What a rule looked at, in words that are safe to show.</summary>
internal static class RuleFacts
{
    /// <summary>More are not listed.</summary>
    private const int ListedMax = 8;

    private const string NoLifetimeRequested = "no life was asked for";

    /// <summary>The rule's facts; empty if it was not reached.</summary>
    public static string Of(Denial rule, RuleVerdict verdict, Explanation explained) => verdict switch
    {
        RuleVerdict.NotReached => "",
        RuleVerdict.Denied when rule == Denial.UnknownRoom => MissingRoom(explained.Asked),
        RuleVerdict.Denied when rule == Denial.UnknownRole => MissingRole(explained.Asked),
        _ when rule == Denial.UnknownRoom => FoundRoom(explained),
        _ => OfRoleInRoom(rule, explained, explained.Role!, explained.Room),
    };

    private static string OfRoleInRoom(Denial rule, Explanation explained, Role role, Room room)
    {
        ExplainRequest asked = explained.Asked;
        RoomConstraints terms = room.Constraints;
        bool scheduled = terms.Kind == RoomKind.Scheduled;
        string at = $"asked at {Instant.ToText(asked.AtSeconds)}";
        string noSchedule = $"no schedule: the room is {DisplayNames.Of(terms.Kind)}";
        bool hasSession = terms.Kind == RoomKind.AdHoc && room.StartsAtSeconds != 0;
        string noEnd = terms.Kind != RoomKind.AdHoc ? noSchedule
            : hasSession ? $"its session began {Instant.ToText(room.StartsAtSeconds)} and ends "
                + $"{Instant.ToText(terms.EndsAtSeconds)}, {at}"
            : $"its session lasts {Text(room.DurationSeconds > 0 ? room.DurationSeconds : room.Type.SessionSeconds)} "
                + "from the first redemption on";
        return rule switch
        {
            Denial.UnknownRole => role.Grants == Grants.None
                ? "it grants nothing"
                : $"it grants {string.Join(", ", DisplayNames.Of(role.Grants))}",
            Denial.RoleNotAllowedInRoom => RoleInRoom(explained, role, room.Type),
            Denial.RoomNotOpenYet => scheduled ? $"opens {Instant.ToText(terms.OpensAtSeconds)}, {at}" : noSchedule,
            Denial.RoomOver => scheduled ? $"ends {Instant.ToText(terms.EndsAtSeconds)}, {at}" : noEnd,
            _ when !asked.HasRequestedLifetime => NoLifetimeRequested,
            Denial.ExpiryTooShort =>
                $"{AskedFor(asked)}, the role allows from {Text(role.Constraints.Expiry.MinSeconds)}",
            Denial.ExpiryTooLong =>
                $"{AskedFor(asked)}, the role allows up to {Text(role.Constraints.Expiry.MaxSeconds)}, "
                + $"the room type up to {Text(terms.ExpiryMaxSeconds)}{Excess(role)}",
            _ when !scheduled && !hasSession => noEnd,
            _ => $"{AskedFor(asked)}, the room ends in {Text(terms.EndsAtSeconds - asked.AtSeconds)}{Excess(role)}",
        };
    }

    private static string FoundRoom(Explanation explained)
    {
        string type = $"of type {explained.Room.Type.Name}, {DisplayNames.Of(explained.Room.Type.Kind)}";
        if (explained.RoomPattern is { } pattern)
            return $"of the pattern {pattern}, {type}";
        if (explained.IsRoomMade)
            type += ", made at run time";
        return explained.RoomName.IsEmpty ? type : $"\"{SafeText.Of(explained.RoomName)}\", {type}";
    }

    /// <summary>A room's name is what people have at hand.</summary>
    private static string MissingRoom(ExplainRequest asked)
    {
        App app = asked.App;
        byte[] name = Encoding.UTF8.GetBytes(asked.RoomId);
        if (app.RoomPatterns.Count > 0 && !CallerText.IsPlain(name))
            return $"a room's name is 1 to {RoomPattern.NameBytesMax} bytes without control characters";
        List<string> ids = [];
        for (int index = 0; index < app.RoomCount; index++)
        {
            if (app.RoomNameAt(index).SequenceEqual(name))
                return $"no room has this id; the one of this name is {Encoding.UTF8.GetString(app.RoomIdAt(index))}";
            if (index < ListedMax)
                ids.Add(Encoding.UTF8.GetString(app.RoomIdAt(index)));
        }
        foreach (RoomPattern pattern in app.RoomPatterns)
            ids.Add(pattern.ToString());
        string missing = app.RoomCount + app.RoomPatterns.Count > ListedMax
            ? $"none of the app's {app.RoomCount.ToString(CultureInfo.InvariantCulture)} rooms has this id"
                + (app.RoomPatterns.Count > 0 ? ", and no pattern stands for it" : "")
            : $"the app has {Listed(ids, "no rooms")}";
        return asked.DataDirectory is null ? missing : $"{missing}; none that was made has this id";
    }

    private static string MissingRole(ExplainRequest asked)
    {
        List<string> names = [];
        foreach (Role role in asked.App.Roles)
            names.Add(role.Name);
        return $"the app has {Listed(names, "no roles")}";
    }

    private static string RoleInRoom(Explanation explained, Role role, RoomType type)
    {
        bool allowed = RuleList.Verdict(Denial.RoleNotAllowedInRoom, explained.Decision) == RuleVerdict.Passed;
        string names = Listed(DisplayNames.RolesOf(explained.Asked.App, type), "no roles");
        return $"role {role.Name} is {(allowed ? "among" : "not among")} {names}";
    }

    private static string Listed(List<string> names, string none) =>
        names.Count == 0 ? none : string.Join(", ", names);

    private static string AskedFor(ExplainRequest asked) => $"asked for {Text(asked.RequestedSeconds)}";

    private static string Excess(Role role) =>
        role.Constraints.Expiry.OnExcess == ExcessRule.Clamp ? "; what is more is clamped" : "";

    private static string Text(long seconds) => Duration.ToText(seconds);
}
