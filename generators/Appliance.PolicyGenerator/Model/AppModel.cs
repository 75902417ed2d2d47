using Appliance.PolicyGenerator.Bind;

namespace Appliance.PolicyGenerator.Model;

/// <summary>One app: all that its generated file depends on.</summary>
/// <param name="Name">Its name in the policy.</param>
/// <param name="Identifier">That name as a C# identifier.</param>
/// <param name="Dialect">The name of its token layout.</param>
/// <param name="Api">The API that serves its tokens.</param>
/// <param name="Header">The JOSE header's members after <c>alg</c>.</param>
/// <param name="Audience">The text of the claim aud; empty if there is none.</param>
/// <param name="PublicId">Access key, app id or API key.</param>
/// <param name="TokenSecret">The place of the key that signs.</param>
/// <param name="PreviousTokenSecret">The place of the key that signed before; null if there is none.</param>
/// <param name="ApiKey">The place of the key that its back end shows.</param>
/// <param name="TokenEndpoint">The endpoint without credentials, if the dialect has one.</param>
/// <param name="SampleFront">Whether it serves EnableX's sample front.</param>
/// <param name="RateLimit">How often a client may ask; null if that is not limited.</param>
/// <param name="RoomsMax">How many rooms may be made at run time.</param>
/// <param name="LeewaySeconds">How far clocks may be off when a token is verified.</param>
/// <param name="SignedLifetimeMaxSeconds">Longest lifetime of tokens signed by back ends; 0: the role's max.</param>
/// <param name="Roles">In the order of their indices.</param>
/// <param name="RoomTypes">Rooms name them by their place here.</param>
/// <param name="TemplateIds">A dashboard's, in the order of the file.</param>
/// <param name="Rooms">The rooms that the policy names, and patterns of rooms.</param>
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
    /// <summary>The rooms fit into the string constants of an assembly, with those of the apps before.</summary>
    public bool HasPackedRooms { get; init; }
}

/// <summary>What the file for the whole policy needs of an app.</summary>
internal sealed record AppEntry(string Name, string Identifier, string PublicId);

/// <summary>The endpoint without credentials.</summary>
/// <param name="Enabled">Whether it issues tokens.</param>
/// <param name="AllowedOrigins">Web pages that may read its answers.</param>
/// <param name="RolesAllowed">A bit for each role index that it may give (100ms).</param>
/// <param name="Role">The role of all who ask (LiveKit), else empty.</param>
/// <param name="Room">The room of those who name none (LiveKit), else empty.</param>
/// <param name="ServerUrl">The media server's address (LiveKit), else empty.</param>
internal sealed record TokenEndpointModel(
    bool Enabled, EquatableArray<string> AllowedOrigins, ulong RolesAllowed, string Role, string Room,
    string ServerUrl);

/// <summary>A role; its index is its place in the app.</summary>
internal sealed record RoleModel(
    string Name, string Identifier, Grants Grants, Expiry Expiry, ClaimsTemplate Claims);

/// <summary>A room type. Durations are seconds; <paramref name="RolesAllowed"/> has a bit a role index.</summary>
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

/// <summary>A dashboard's template id; <paramref name="Type"/> is its room type's place in the app.</summary>
internal sealed record TemplateIdModel(string Id, int Type);

/// <summary>An app's rooms.</summary>
/// <param name="Named">Those that the policy names, in the order of the file.</param>
/// <param name="Patterns">Those of a prefix, the longest prefix first.</param>
internal sealed record RoomsModel(EquatableArray<RoomModel> Named, EquatableArray<RoomPatternModel> Patterns)
{
    /// <summary>All of them as the policy writes them.</summary>
    public string[] Written => [.. Named.Select(room => room.Id), .. Patterns.Select(pattern => $"{pattern}")];

    /// <summary>The pattern that stands for a name which is none of <see cref="Named"/>; null if none does.</summary>
    public RoomPatternModel? FindPattern(string name) => Patterns.FirstOrDefault(pattern => pattern.Matches(name));
}

/// <summary>Rooms of every name that begins with a prefix; otherwise as <see cref="RoomModel"/>.</summary>
internal sealed record RoomPatternModel(string Prefix, int Type, long StartsAtSeconds, long DurationSeconds)
{
    /// <summary>From a room whose id ends with <c>*</c>.</summary>
    public static RoomPatternModel Of(in RoomModel room) =>
        new(room.Id.Substring(0, room.Id.Length - 1), room.Type, room.StartsAtSeconds, room.DurationSeconds);

    /// <summary>The name is 1 to 256 bytes of UTF-8 without control characters, and begins with the prefix.</summary>
    public bool Matches(string name) =>
        Names.IsRoomText(name) && name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>As it is written in the policy.</summary>
    public override string ToString() => Prefix + "*";
}

/// <summary>A room; <paramref name="Type"/> is its type's place in the app, the instant is Unix seconds.</summary>
internal readonly record struct RoomModel(string Id, string Name, int Type, long StartsAtSeconds, long DurationSeconds);
