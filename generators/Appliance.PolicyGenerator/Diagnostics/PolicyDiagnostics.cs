using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Diagnostics;

/// <summary>
/// Every rule that a policy can break. Ids are stable: a rule that goes leaves its number behind. Messages say what to
/// write instead, and never repeat what may be a secret.
/// </summary>
internal static class PolicyDiagnostics
{
    private const string Category = "Policy";

    /// <summary>Where each id has an entry, relative to the repository.</summary>
    private const string Help = "generators/Appliance.PolicyGenerator/diagnostics.md";

    /// <summary>Every rule below, found by reflection so that none is forgotten.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All => typeof(PolicyDiagnostics)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(member => member.GetValue(null)).OfType<DiagnosticDescriptor>()
        .ToImmutableArray();

    public static readonly DiagnosticDescriptor PolicyMissing = Warning(
        "TAP001", "No policy",
        "The project has no policy: put policies.json beside the project file and name it in AdditionalFiles");

    public static readonly DiagnosticDescriptor PolicyAmbiguous = Error(
        "TAP002", "More than one policy", "The project has another policy, '{0}': keep one of them in AdditionalFiles");

    public static readonly DiagnosticDescriptor PolicyUnreadable = Error(
        "TAP003", "Policy cannot be read",
        "The policy cannot be read: check that the file exists and is saved as UTF-8");

    public static readonly DiagnosticDescriptor PolicyTooLarge = Error(
        "TAP004", "Policy too large", "The policy is larger than {0} MiB: make rooms at run time instead");

    public static readonly DiagnosticDescriptor JsonBroken = Error("TAP005", "Not JSON", "This is not JSON: {0}");

    public static readonly DiagnosticDescriptor JsonTooDeep = Error(
        "TAP006", "Nested too deep",
        "More than {0} levels of objects and lists: a policy needs far fewer, close what is open");

    public static readonly DiagnosticDescriptor UnknownMember = Error(
        "TAP007", "Unknown member", "\"{0}\" is not a member of {1}: {2}");

    public static readonly DiagnosticDescriptor DuplicateMember = Error(
        "TAP008", "Duplicate member", "\"{0}\" is there already: keep one of the two");

    public static readonly DiagnosticDescriptor MissingMember = Error(
        "TAP009", "Missing member", "\"{0}\" is missing: {1} needs it");

    public static readonly DiagnosticDescriptor WrongType = Error("TAP010", "Wrong type", "{0} must be {1}, not {2}");

    public static readonly DiagnosticDescriptor UnknownValue = Error(
        "TAP011", "Unknown value", "\"{0}\" is not {1}: {2}");

    public static readonly DiagnosticDescriptor UnknownReference = Error(
        "TAP012", "Unknown reference", "There is no {0} \"{1}\" here: {2}");

    public static readonly DiagnosticDescriptor BadName = Error(
        "TAP013", "Bad name", "\"{0}\" cannot be the name of {1}: use {2}");

    public static readonly DiagnosticDescriptor IdentifierCollision = Error(
        "TAP014", "Names collide in C#", "\"{0}\" and \"{1}\" are both {2} in C#: rename one of them");

    public static readonly DiagnosticDescriptor DuplicatePublicId = Error(
        "TAP015", "Duplicate public id",
        "The app \"{0}\" has this id already, and tokens could not tell the two apart: write this app's own");

    public static readonly DiagnosticDescriptor DuplicateItem = Error(
        "TAP016", "Duplicate item", "\"{0}\" is in this list already: remove it");

    public static readonly DiagnosticDescriptor UnknownVersion = Error(
        "TAP017", "Unknown policy version", "This compiler reads policies of version 1: write \"policy\": 1");

    public static readonly DiagnosticDescriptor SecretInPolicy = Error(
        "TAP018", "Secret in the policy",
        "A policy names the place of a secret and never holds it: write env:NAME for an environment variable, "
        + "file:PATH for a file or cred:NAME for a systemd credential, with b64: before it if the place holds base64; "
        + "a secret that stood here is to be replaced");

    public static readonly DiagnosticDescriptor BadDuration = Error(
        "TAP019", "Bad duration", "\"{0}\" is not {1}: write a number and s, m, h or d, such as 90s, 15m, 24h or 7d");

    public static readonly DiagnosticDescriptor BadInstant = Error(
        "TAP020", "Bad instant",
        "\"{0}\" is not an instant: write RFC 3339 in whole seconds, such as 2040-01-01T10:00:00Z");

    public static readonly DiagnosticDescriptor BeyondDialect = Error(
        "TAP021", "Beyond the dialect", "{0} is longer than {1} tokens may live: write at most {2}");

    public static readonly DiagnosticDescriptor ContradictoryExpiry = Error(
        "TAP022", "Contradictory expiry",
        "{0} of {1} is {2} than {3} of {4}: keep min at most default, and default at most max");

    public static readonly DiagnosticDescriptor MemberOfOtherDialect = Error(
        "TAP023", "Member of another dialect", "A {0} app has no \"{1}\": {2}");

    public static readonly DiagnosticDescriptor ScheduleMissing = Error(
        "TAP024", "Schedule missing", "The room type \"{0}\" is scheduled: the room needs \"{1}\"");

    public static readonly DiagnosticDescriptor ScheduleWithoutEffect = Error(
        "TAP025", "Schedule without effect",
        "\"{0}\" means something to {1} rooms only: remove it, or make {2} {1}");

    public static readonly DiagnosticDescriptor SingleUseForced = Error(
        "TAP026", "Single use is forced", "{0} tokens are good for one use: remove \"singleUse\": false");

    public static readonly DiagnosticDescriptor BadOrigin = Error(
        "TAP027", "Bad origin",
        "\"{0}\" is not an origin: write https://host, https://host:port, or * for all of them");

    public static readonly DiagnosticDescriptor TooMany = Error(
        "TAP028", "Too many", "This is {0} too many, {1} are allowed: remove it");

    public static readonly DiagnosticDescriptor TooLong = Error(
        "TAP029", "Too long", "{0} is longer than {1} bytes of UTF-8: shorten it");

    public static readonly DiagnosticDescriptor TestFailed = Error(
        "TAP030", "Policy test failed", "The policy decides otherwise: {0}");

    public static readonly DiagnosticDescriptor TestMeaningless = Error(
        "TAP031", "Meaningless test", "{0}");

    public static readonly DiagnosticDescriptor BadPublicId = Error(
        "TAP032", "Bad public id", "\"{0}\" must be {1}");

    public static readonly DiagnosticDescriptor EmptyList = Error(
        "TAP033", "Empty list", "\"{0}\" is empty: {1}");

    public static readonly DiagnosticDescriptor BadPlaceholder = Error(
        "TAP034", "Bad placeholder", "\"{0}\" is not a placeholder here: {1}");

    public static readonly DiagnosticDescriptor ReservedClaim = Error(
        "TAP035", "Reserved claim", "\"{0}\" is reserved by the dialect {1}: remove it, or name the claim otherwise");

    public static readonly DiagnosticDescriptor UnsafeClaim = Error(
        "TAP036", "Unsafe claim", "The claim \"{0}\" must be {1}: verifiers rely on it");

    public static readonly DiagnosticDescriptor DialectTaken = Error(
        "TAP037", "Dialect taken", "\"{0}\" is a dialect that ships with the compiler: give yours another name");

    public static readonly DiagnosticDescriptor BadServerUrl = Error(
        "TAP038", "Bad server address", "\"{0}\" is not a media server's address: write wss://host or ws://host:port");

    public static readonly DiagnosticDescriptor UnusedRole = Warning(
        "TAP039", "Unused role",
        "No room type lets the role \"{0}\" in: name it in the \"roles\" of one, or remove it");

    public static readonly DiagnosticDescriptor UnusedRoomType = Warning(
        "TAP040", "Unused room type", "No room has the type \"{0}\": make one, or remove the type");

    public static readonly DiagnosticDescriptor BadNumber = Error(
        "TAP041", "Bad number", "{0} is not {1}: write a whole number from {2} to {3}");

    public static readonly DiagnosticDescriptor SecretTwice = Error(
        "TAP042", "Secret named twice",
        "\"previousSecret\" is the place of \"secret\": name the place of the key that signed before, or remove it");

    public static readonly DiagnosticDescriptor EndpointGivesAll = Warning(
        "TAP043", "Open endpoint gives every role",
        "This endpoint asks for no credential and gives roles that can end, eject or record: {0}; write \"roles\" with "
        + "those that it may give, such as \"roles\": [{1}]");

    public static readonly DiagnosticDescriptor SampleFrontOn = Warning(
        "TAP044", "App key in every client",
        "The sample front puts the app key into every phone and page that uses it, and the key opens the whole API: "
        + "use it to try samples, then remove \"sampleFront\" and have clients ask a back end of your own");

    public static readonly DiagnosticDescriptor TemplateScheduled = Error(
        "TAP045", "Template of a scheduled room type",
        "The room type \"{0}\" is scheduled, and requests that name a template give no start: write a permanent or an "
        + "adhoc room type");

    public static readonly DiagnosticDescriptor TemplateIsRoomType = Error(
        "TAP046", "Template id taken",
        "\"{0}\" is a room type of this app and cannot stand for \"{1}\" as well: write the dashboard's id, or rename "
        + "the room type");

    public static readonly DiagnosticDescriptor NameOfPattern = Error(
        "TAP047", "Name of many rooms",
        "A pattern stands for many rooms, and \"name\" is what people call one: remove it, or write a room of its own");

    public static readonly DiagnosticDescriptor VideoGrantDecided = Error(
        "TAP048", "Video grant that is decided elsewhere", "\"{0}\" cannot stand among a role's video grants: {1}");

    public static readonly DiagnosticDescriptor SourcesUnpublished = Error(
        "TAP049", "Sources without publish",
        "\"canPublishSources\" means something to roles that publish only: write \"publish\" in \"grants\", or remove "
        + "it");

    public static readonly DiagnosticDescriptor EndpointReaches = Warning(
        "TAP050", "Open endpoint gives more than a room",
        "This endpoint asks for no credential and gives {0} to everyone: write a role without it as \"role\", or "
        + "remove it from the video grants of \"{1}\"");

    /// <summary>Nobody can turn an error off: a policy with one must not become a program.</summary>
    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        Rule(id, title, message, DiagnosticSeverity.Error, WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>A project may silence a warning or make it an error: the program is sound without it.</summary>
    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        Rule(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Rule(
        string id, string title, string message, DiagnosticSeverity severity, params string[] tags) => new(
        id, title, message, Category, severity, isEnabledByDefault: true,
        helpLinkUri: $"{Help}#{id.ToLowerInvariant()}", customTags: tags);
}
