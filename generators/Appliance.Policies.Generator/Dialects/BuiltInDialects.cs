using Appliance.Policy.Generator.Model;

namespace Appliance.Policy.Generator.Dialects;

/// <summary>The dialects that ship with the compiler.</summary>
internal static class BuiltInDialects
{
    private const long Minute = 60;
    private const long Day = 24 * 60 * Minute;

    /// <summary>100ms backdates its tokens against clocks that are behind.</summary>
    private static readonly DialectRules Hms100 = new(
        "100ms", Dialect.Hms100, PublicIdMember: "accessKey", HasApiKey: false, HasTokenEndpoint: true,
        ExpiryUsual: new(1, Day, Day), LifeMaxSeconds: 90 * Day, SingleUse: false,
        Layout(
            new("access_key", new(ClaimSource.AppPublicId)),
            new("type", new(ClaimSource.Literal, "\"app\"")),
            new("version", new(ClaimSource.Literal, "2")),
            new("role", new(ClaimSource.RoleName)),
            new("room_id", new(ClaimSource.RoomId)),
            new("user_id", new(ClaimSource.UserId), OmittedWhenEmpty: true),
            new("jti", new(ClaimSource.TokenId)),
            new("iat", new(ClaimSource.Now, OffsetSeconds: -10)),
            new("nbf", new(ClaimSource.Now, OffsetSeconds: -10)),
            new("exp", new(ClaimSource.ExpiresAt))));

    private static readonly DialectRules EnableX = new(
        "enablex", Dialect.EnableX, PublicIdMember: "appId", HasApiKey: true, HasTokenEndpoint: false,
        ExpiryUsual: new(1, 15 * Minute, 15 * Minute), LifeMaxSeconds: 15 * Minute, SingleUse: true,
        Layout(
            new("iss", new(ClaimSource.AppPublicId)),
            new("role", new(ClaimSource.RoleName)),
            new("grants", new(ClaimSource.RoleGrants)),
            new("room_id", new(ClaimSource.RoomId)),
            new("name", new(ClaimSource.UserName)),
            new("user_ref", new(ClaimSource.UserId)),
            new("data", new(ClaimSource.Data), OmittedWhenEmpty: true),
            new("jti", new(ClaimSource.TokenId)),
            new("iat", new(ClaimSource.Now)),
            new("nbf", new(ClaimSource.Now)),
            new("exp", new(ClaimSource.ExpiresAt))));

    public static IReadOnlyList<DialectRules> All { get; } = [Hms100, EnableX];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(d => d.Name)];

    public static DialectRules? Find(string name) => All.FirstOrDefault(d => d.Name == name);

    private static ClaimsTemplate Layout(params Claim[] claims) => new(new(claims));
}
