using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Diagnostics;

/// <summary>Every rule that a policy can break. Ids are stable: the id of a removed rule is not reused. A message says
/// what to write instead and never repeats a value that may be a secret.</summary>
internal static class PolicyDiagnostics
{
    private const string Category = "Policy";

    /// <summary>The page with an entry for each id, relative to the repository.</summary>
    private const string Help = "generators/Appliance.PolicyGenerator/diagnostics.md";

    /// <summary>Every rule below, collected by reflection so that none is missing.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All => typeof(PolicyDiagnostics)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(member => member.GetValue(null)).OfType<DiagnosticDescriptor>()
        .ToImmutableArray();

    public static readonly DiagnosticDescriptor PolicyMissing = Warning(
        "TAP001", "No policy",
        "The project has no policy: put policies.json beside the project file and list it in AdditionalFiles");

    public static readonly DiagnosticDescriptor PolicyAmbiguous = Error(
        "TAP002", "More than one policy",
        "The project already has the policy '{0}': keep only one of them in AdditionalFiles");

    public static readonly DiagnosticDescriptor PolicyUnreadable = Error(
        "TAP003", "Policy cannot be read",
        "The policy cannot be read: check that the file exists and is saved as UTF-8");

    public static readonly DiagnosticDescriptor PolicyTooLarge = Error(
        "TAP004", "Policy too large", "The policy is larger than {0} MiB: create rooms at run time instead");

    public static readonly DiagnosticDescriptor JsonBroken = Error("TAP005", "Malformed JSON", "Malformed JSON: {0}");

    public static readonly DiagnosticDescriptor JsonTooDeep = Error(
        "TAP006", "Nested too deep",
        "Objects and lists are nested more than {0} levels deep: a policy needs far fewer, close the open brackets");

    public static readonly DiagnosticDescriptor UnknownMember = Error(
        "TAP007", "Unknown member", "\"{0}\" is not a member of {1}: {2}");

    public static readonly DiagnosticDescriptor DuplicateMember = Error(
        "TAP008", "Duplicate member", "\"{0}\" is a duplicate: keep one of the two");

    public static readonly DiagnosticDescriptor MissingMember = Error(
        "TAP009", "Missing member", "\"{0}\" is missing: {1} needs it");

    public static readonly DiagnosticDescriptor WrongType = Error("TAP010", "Wrong type", "{0} must be {1}, not {2}");

    public static readonly DiagnosticDescriptor UnknownValue = Error(
        "TAP011", "Unknown value", "\"{0}\" is not {1}: {2}");

    public static readonly DiagnosticDescriptor UnknownReference = Error(
        "TAP012", "Unknown reference", "Unknown {0} \"{1}\": {2}");

    public static readonly DiagnosticDescriptor BadName = Error(
        "TAP013", "Bad name", "\"{0}\" cannot be the name of {1}: use {2}");

    public static readonly DiagnosticDescriptor IdentifierCollision = Error(
        "TAP014", "Names collide in C#", "\"{0}\" and \"{1}\" both become {2} in C#: rename one of them");

    public static readonly DiagnosticDescriptor DuplicatePublicId = Error(
        "TAP015", "Duplicate public id",
        "The app \"{0}\" has the same public id, so the tokens of the two apps would be indistinguishable: "
        + "write this app's own id");

    public static readonly DiagnosticDescriptor DuplicateItem = Error(
        "TAP016", "Duplicate item", "\"{0}\" is a duplicate in this list: remove it");

    public static readonly DiagnosticDescriptor UnknownVersion = Error(
        "TAP017", "Unknown policy version", "This compiler supports policy version 1: write \"policy\": 1");

    public static readonly DiagnosticDescriptor SecretInPolicy = Error(
        "TAP018", "Secret in the policy",
        "A policy contains the source of a secret and never the secret itself: write env:NAME (environment variable), "
        + "file:PATH or cred:NAME (systemd credential), prefixed with b64: if the source contains base64; "
        + "replace any secret that was exposed here");

    public static readonly DiagnosticDescriptor BadDuration = Error(
        "TAP019", "Bad duration", "\"{0}\" is not {1}: write a number and s, m, h or d, such as 90s, 15m, 24h or 7d");

    public static readonly DiagnosticDescriptor BadInstant = Error(
        "TAP020", "Bad instant",
        "\"{0}\" is not an instant: write RFC 3339 in whole seconds, such as 2040-01-01T10:00:00Z");

    public static readonly DiagnosticDescriptor BeyondDialect = Error(
        "TAP021", "Beyond the dialect", "{0} exceeds the longest lifetime of {1} tokens: write at most {2}");

    public static readonly DiagnosticDescriptor ContradictoryExpiry = Error(
        "TAP022", "Contradictory expiry",
        "{0} of {1} is {2} than {3} of {4}: keep min <= default <= max");

    public static readonly DiagnosticDescriptor MemberOfOtherDialect = Error(
        "TAP023", "Member of another dialect", "Apps of the dialect {0} have no \"{1}\": {2}");

    public static readonly DiagnosticDescriptor ScheduleMissing = Error(
        "TAP024", "Schedule missing", "The room type \"{0}\" is scheduled: add \"{1}\" to the room");

    public static readonly DiagnosticDescriptor ScheduleWithoutEffect = Error(
        "TAP025", "Schedule without effect",
        "\"{0}\" has an effect only on {1} rooms: remove it, or make {2} {1}");

    public static readonly DiagnosticDescriptor SingleUseForced = Error(
        "TAP026", "Single use is forced", "{0} tokens are always single-use: remove \"singleUse\": false");

    public static readonly DiagnosticDescriptor BadOrigin = Error(
        "TAP027", "Bad origin",
        "\"{0}\" is not an origin: write https://host, https://host:port, or * for all origins");

    public static readonly DiagnosticDescriptor TooMany = Error(
        "TAP028", "Too many", "At most {1} are allowed, and this is {0} too many: remove it");

    public static readonly DiagnosticDescriptor TooLong = Error(
        "TAP029", "Too long", "{0} is longer than {1} bytes of UTF-8: shorten it");

    public static readonly DiagnosticDescriptor TestFailed = Error(
        "TAP030", "Policy test failed", "The policy test failed because {0}: correct the policy or the test");

    public static readonly DiagnosticDescriptor TestMeaningless = Error(
        "TAP031", "Meaningless test", "{0}");

    public static readonly DiagnosticDescriptor BadPublicId = Error(
        "TAP032", "Bad public id", "\"{0}\" must be {1}");

    public static readonly DiagnosticDescriptor EmptyList = Error(
        "TAP033", "Empty list", "\"{0}\" is empty: {1}");

    public static readonly DiagnosticDescriptor BadPlaceholder = Error(
        "TAP034", "Bad placeholder", "\"{0}\" is not a valid placeholder here: {1}");

    public static readonly DiagnosticDescriptor ReservedClaim = Error(
        "TAP035", "Reserved claim", "\"{0}\" is reserved by the dialect {1}: remove it, or rename the claim");

    public static readonly DiagnosticDescriptor UnsafeClaim = Error(
        "TAP036", "Unsafe claim", "The claim \"{0}\" must be {1}: verifiers rely on it");

    public static readonly DiagnosticDescriptor DialectTaken = Error(
        "TAP037", "Dialect name taken", "\"{0}\" is a built-in dialect: give yours another name");

    public static readonly DiagnosticDescriptor BadServerUrl = Error(
        "TAP038", "Bad server address", "\"{0}\" is not a media server address: write wss://host or ws://host:port");

    public static readonly DiagnosticDescriptor UnusedRole = Warning(
        "TAP039", "Unused role",
        "No room type admits the role \"{0}\": add it to the \"roles\" of a room type, or remove it");

    public static readonly DiagnosticDescriptor UnusedRoomType = Warning(
        "TAP040", "Unused room type", "No room has the type \"{0}\": add such a room, or remove the type");

    public static readonly DiagnosticDescriptor BadNumber = Error(
        "TAP041", "Bad number", "{0} is not {1}: write a whole number from {2} to {3}");

    public static readonly DiagnosticDescriptor SecretTwice = Error(
        "TAP042", "Previous secret equals secret",
        "\"previousSecret\" has the same source as \"secret\": write the source of the previous key, or remove it");

    public static readonly DiagnosticDescriptor EndpointGivesAll = Warning(
        "TAP043", "Open endpoint issues every role",
        "This endpoint requires no credentials and issues roles that can end, eject or record: {0}; "
        + "list the roles that it may issue, such as \"roles\": [{1}]");

    public static readonly DiagnosticDescriptor SampleFrontOn = Warning(
        "TAP044", "App key in every client",
        "The sample front exposes the app key, which opens the whole API, in every phone and web page that uses it: "
        + "use it only to try samples, then remove \"sampleFront\" and let clients ask your own back end");

    public static readonly DiagnosticDescriptor TemplateScheduled = Error(
        "TAP045", "Template of a scheduled room type",
        "The room type \"{0}\" is scheduled, but requests that name a template contain no start: "
        + "use a permanent or an adhoc room type");

    public static readonly DiagnosticDescriptor TemplateIsRoomType = Error(
        "TAP046", "Template id taken",
        "\"{0}\" is a room type of this app and cannot be a template id for \"{1}\": "
        + "write the dashboard's id, or rename the room type");

    public static readonly DiagnosticDescriptor NameOfPattern = Error(
        "TAP047", "Name on a room pattern",
        "A room pattern matches many rooms and cannot have a \"name\": remove it, or define a single room");

    public static readonly DiagnosticDescriptor VideoGrantDecided = Error(
        "TAP048", "Derived video grant", "\"{0}\" is not allowed among a role's video grants: {1}");

    public static readonly DiagnosticDescriptor SourcesUnpublished = Error(
        "TAP049", "Sources without publish",
        "\"canPublishSources\" has an effect only on roles that publish: add \"publish\" to \"grants\", or remove it");

    public static readonly DiagnosticDescriptor EndpointReaches = Warning(
        "TAP050", "Open endpoint grants more than one room",
        "This endpoint requires no credentials and grants {0} to every client: set \"role\" to a role without it, or "
        + "remove it from the video grants of \"{1}\"");

    /// <summary>An error cannot be suppressed: a policy with an error must not become a program.</summary>
    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        Rule(id, title, message, DiagnosticSeverity.Error, WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>A project may suppress a warning or make it an error: the program is sound without it.</summary>
    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        Rule(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Rule(
        string id, string title, string message, DiagnosticSeverity severity, params string[] tags) => new(
        id, title, message, Category, severity, isEnabledByDefault: true,
        helpLinkUri: $"{Help}#{id.ToLowerInvariant()}", customTags: tags);
}
