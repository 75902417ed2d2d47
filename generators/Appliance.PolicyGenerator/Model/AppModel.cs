namespace Appliance.PolicyGenerator.Model;

/// <summary>One app: the complete input of its generated file.</summary>
/// <param name="Name">The name in the policy.</param>
/// <param name="Identifier">The name as a C# identifier.</param>
/// <param name="Dialect">The name of the dialect.</param>
/// <param name="Api">The API that issues the app's tokens.</param>
/// <param name="Header">The members of the JOSE header after <c>alg</c>.</param>
/// <param name="Audience">The <c>aud</c> claim; empty if unused.</param>
/// <param name="PublicId">The access key, app id or API key.</param>
/// <param name="TokenSecret">The source of the signing key.</param>
/// <param name="PreviousTokenSecret">The source of the previous signing key; otherwise null.</param>
/// <param name="ApiKey">The source of the back end's password.</param>
/// <param name="TokenEndpoint">The token endpoint without credentials, if the dialect has one.</param>
/// <param name="SampleFront">Whether the app serves the sample front.</param>
/// <param name="RateLimit">The rate limit of a client; null if unlimited.</param>
/// <param name="RoomsMax">The limit on run-time rooms.</param>
/// <param name="LeewaySeconds">The clock skew tolerated when a token is verified.</param>
/// <param name="SignedLifetimeMaxSeconds">The longest lifetime of tokens signed by back ends; 0 for the role's
/// max.</param>
/// <param name="Roles">The roles in the order of their indices.</param>
/// <param name="RoomTypes">The room types; rooms refer to them by index.</param>
/// <param name="TemplateIds">The template ids of a dashboard, in the order of the file.</param>
/// <param name="Rooms">The policy rooms and room patterns.</param>
internal sealed record AppModel(
    string Name,
    string Identifier,
    string Dialect,
    TokenApi Api,
    EquatableArray<Claim> Header,
    string Audience,
    string PublicId,
    SecretSource TokenSecret,
    SecretSource? PreviousTokenSecret,
    SecretSource? ApiKey,
    TokenEndpointModel? TokenEndpoint,
    bool SampleFront,
    RateLimit? RateLimit,
    int RoomsMax,
    long LeewaySeconds,
    long SignedLifetimeMaxSeconds,
    EquatableArray<RoleModel> Roles,
    EquatableArray<RoomTypeModel> RoomTypes,
    EquatableArray<TemplateIdModel> TemplateIds,
    RoomsModel Rooms)
{
    /// <summary>Whether the rooms of this app and of those before it fit into the string constants of an
    /// assembly.</summary>
    public bool HasPackedRooms { get; init; }
}

/// <summary>The part of an app that the file for the whole policy depends on.</summary>
internal sealed record AppEntry(string Name, string Identifier, string PublicId);

/// <summary>The token endpoint without credentials.</summary>
/// <param name="Enabled">Whether it issues tokens.</param>
/// <param name="AllowedOrigins">The web origins that may read the responses.</param>
/// <param name="RolesAllowed">A bitmask of the role indices that requests may ask for.</param>
/// <param name="Role">The role of every token; empty if requests name it.</param>
/// <param name="Room">The room of requests without one; empty if they must name it.</param>
/// <param name="ServerUrl">The media server's address; empty if responses lack it.</param>
internal sealed record TokenEndpointModel(
    bool Enabled, EquatableArray<string> AllowedOrigins, ulong RolesAllowed, string Role, string Room,
    string ServerUrl);

/// <summary>A role; its index is its position in the app.</summary>
internal sealed record RoleModel(
    string Name, string Identifier, Grants Grants, Expiry Expiry, ClaimsTemplate Claims);

/// <summary>A room type. Durations are seconds; <paramref name="RolesAllowed"/> is a bitmask of role indices.</summary>
internal sealed record RoomTypeModel(
    string Name,
    string Identifier,
    RoomKind Kind,
    ulong RolesAllowed,
    long OpensBeforeSeconds,
    long SessionSeconds,
    long ExpiryMaxSeconds,
    bool SingleUse,
    bool Recording);

/// <summary>A template id of a dashboard; <paramref name="Type"/> is the index of its room type in the app.</summary>
internal sealed record TemplateIdModel(string Id, int Type);

/// <summary>An app's rooms.</summary>
/// <param name="Named">The policy rooms, in the order of the file.</param>
/// <param name="Patterns">The room patterns, the longest prefix first.</param>
internal sealed record RoomsModel(EquatableArray<RoomModel> Named, EquatableArray<RoomPatternModel> Patterns)
{
    /// <summary>The ids of all rooms and patterns in policy notation.</summary>
    public string[] DeclaredIds => [.. Named.Select(room => room.Id), .. Patterns.Select(pattern => $"{pattern}")];

    /// <summary>The pattern that matches a name outside <see cref="Named"/>; null if none does.</summary>
    public RoomPatternModel? FindPattern(string name) => Patterns.FirstOrDefault(pattern => pattern.Matches(name));
}

/// <summary>A pattern of rooms with a common prefix; the other members are as in <see cref="RoomModel"/>.</summary>
internal sealed record RoomPatternModel(string Prefix, int Type, long StartsAtSeconds, long DurationSeconds)
{
    /// <summary>Creates the pattern from a room whose id ends with <c>*</c>.</summary>
    public static RoomPatternModel Of(in RoomModel room) =>
        new(room.Id.Substring(0, room.Id.Length - 1), room.Type, room.StartsAtSeconds, room.DurationSeconds);

    /// <summary>The name is 1 to 256 bytes of UTF-8 without control characters and starts with the prefix.</summary>
    public bool Matches(string name) =>
        Names.IsRoomText(name) && name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The pattern in policy notation.</summary>
    public override string ToString() => Prefix + "*";
}

/// <summary>A room; <paramref name="Type"/> is the index of its type in the app, the start is in Unix
/// seconds.</summary>
internal readonly record struct RoomModel(string Id, string Name, int Type, long StartsAtSeconds, long DurationSeconds);
