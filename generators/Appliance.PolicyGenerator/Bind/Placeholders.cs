using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>
/// Parses the strings of a claims template: <c>{user}</c> is a required value of the caller, <c>{user?}</c> an optional
/// one that is omitted with its claim, <c>{user|guest}</c> one with a default; <c>{now-10s}</c> is an instant,
/// <c>{{x}}</c> the literal <c>{x}</c>, and every other string is a literal.
/// </summary>
internal static class Placeholders
{
    private const string RoleCan = "role.can.";

    private static readonly (string Name, ClaimSource Source)[] Known =
    [
        ("app.name", ClaimSource.AppName),
        ("role.name", ClaimSource.RoleName),
        ("role.grants", ClaimSource.RoleGrants),
        ("room.id", ClaimSource.RoomId),
        ("room.config", ClaimSource.RoomConfig),
        ("user", ClaimSource.UserId),
        ("user.name", ClaimSource.UserName),
        ("user.metadata", ClaimSource.Metadata),
        ("user.attributes", ClaimSource.Attributes),
        ("data", ClaimSource.Data),
        ("jti", ClaimSource.TokenId),
        ("now", ClaimSource.Now),
        ("exp", ClaimSource.ExpiresAt),
    ];

    private static readonly string[] Prefixes =
    [
        "app.", "role.", "room.", "user}", "user.", "user?", "user|", "data}", "data?", "jti}", "now}", "now-", "exp}",
    ];

    public static bool IsPlaceholder(string text) => text.Length >= 2
        && text[0] == '{' && text[text.Length - 1] == '}' && !text.StartsWith("{{", StringComparison.Ordinal);

    /// <summary>Whether a string contains the start of a placeholder but is not exactly one placeholder: it would be a
    /// literal in every token, because strings are not interpolated.</summary>
    public static bool IsMixed(string text)
    {
        if (IsEscaped(text))
            return false;
        int from = IsPlaceholder(text) ? 1 : 0;
        for (int brace = text.IndexOf('{', from); brace >= 0; brace = text.IndexOf('{', brace + 1))
        {
            string rest = text.Substring(brace + 1);
            if (Prefixes.Any(name => rest.StartsWith(name, StringComparison.Ordinal)))
                return true;
        }
        return false;
    }

    /// <summary>The literal value of a string that is not a placeholder.</summary>
    public static string Unescape(string text) =>
        IsEscaped(text) ? text.Substring(1, text.Length - 2) : text;

    private static bool IsEscaped(string text) =>
        text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal);

    /// <summary>The placeholder, or null and a hint for the message.</summary>
    public static Placeholder? Parse(string text, ApiRules api, out string hint)
    {
        string inside = text.Substring(1, text.Length - 2);
        int bar = inside.IndexOf('|');
        string name = bar < 0 ? inside.TrimEnd('?') : inside.Substring(0, bar);
        Presence presence = bar >= 0 ? Presence.Defaulted
            : inside.Length > name.Length ? Presence.Optional : Presence.Required;
        Placeholder? found = Find(name, api, out hint);
        if (found is null)
            return null;
        found = found with { Presence = presence, Fallback = bar < 0 ? "" : inside.Substring(bar + 1) };
        hint = HintFor(found, inside.Length - name.Length, api);
        return hint.Length == 0 ? found : null;
    }

    private static Placeholder? Find(string name, ApiRules api, out string hint)
    {
        hint = "";
        if (name == "app." + api.PublicIdMember)
            return new(ClaimSource.AppPublicId);
        if (name.StartsWith("now-", StringComparison.Ordinal)
            && Duration.TryParse(name.Substring(4), out long seconds) && seconds <= Duration.Day)
            return new(ClaimSource.Now, OffsetSeconds: -seconds);
        if (name.StartsWith(RoleCan, StringComparison.Ordinal))
            return FindGrants(name.Substring(RoleCan.Length), out hint);
        foreach ((string known, ClaimSource source) in Known)
        {
            if (known == name)
                return new(source);
        }
        string[] names = [.. Known.Select(k => k.Name), "app." + api.PublicIdMember, "now-10s", "role.can.publish"];
        hint = NearMiss.Hint(name, names, "write {{…}} for literal text in braces");
        return null;
    }

    /// <summary>Several grants that are tested together: <c>mute+eject</c>.</summary>
    private static Placeholder? FindGrants(string names, out string hint)
    {
        hint = "";
        Grants grants = Grants.None;
        foreach (string name in names.Split('+'))
        {
            if (PolicyVocabulary.Grants.Find(name) is not { } grant)
            {
                hint = NearMiss.Hint(name, PolicyVocabulary.Grants);
                return null;
            }
            grants |= grant;
        }
        return new(ClaimSource.RoleCan, Grants: grants);
    }

    private static string HintFor(Placeholder placeholder, int suffixLength, ApiRules api)
    {
        CallerValues value = placeholder.CallerValue;
        bool isObject = placeholder.Source is ClaimSource.Attributes or ClaimSource.RoomConfig or ClaimSource.Data;
        if (placeholder.Presence != Presence.Required && value == CallerValues.None)
            return "it always has a value, remove the ? or the default";
        if (placeholder.Presence == Presence.Optional && suffixLength > 1)
            return "one question mark is enough";
        if (placeholder.Presence == Presence.Defaulted && isObject)
            return "an object cannot have a default, write ? instead";
        return (value & ~api.Values) != CallerValues.None
            ? $"the {api.Name} API accepts no such value"
            : "";
    }
}
