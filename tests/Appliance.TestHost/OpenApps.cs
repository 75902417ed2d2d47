using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.TestHost;

/// <summary>A role with only a name, an index and grants.</summary>
public sealed class GrantedRole(string name, int index, Grants grants) : Role
{
    public override string Name => name;
    public override Grants Grants => grants;
    public override RoleConstraints Constraints => new(index, new(1, 60, 3600));
    public override CallerValues Accepted => CallerValues.None;
    public override CallerValues Required => CallerValues.None;
    public override ReadOnlySpan<byte> ConstantClaims => "{"u8;

    public override void WriteVaryingClaims(ref JsonWriter claims, in ClaimValues values) => claims.Raw("}"u8);
}

/// <summary>An app with three roles: the first may end and record, the second mute, the third eject.</summary>
public sealed class OpenApp(string name, TokenApi api) : App
{
    private static readonly Role[] TheRoles =
    [
        new GrantedRole("host", 0, Grants.Publish | Grants.Record | Grants.End),
        new GrantedRole("guest", 1, Grants.Publish | Grants.Mute),
        new GrantedRole("usher", 2, Grants.Eject),
    ];

    private static readonly RoomType[] TheTypes =
    [
        new() { Name = "hall", Kind = RoomKind.Permanent, RolesAllowed = 7, ExpiryMaxSeconds = 3600 },
        new()
        {
            Name = "visit", Kind = RoomKind.AdHoc, RolesAllowed = 7, ExpiryMaxSeconds = 3600, SessionSeconds = 5400,
        },
    ];

    public TokenEndpoint Endpoint { get; init; } = TokenEndpoint.Off;

    public bool HasSampleFront { get; init; }

    /// <summary>Prefixes of room names of type hall.</summary>
    public string[] HallPrefixes { get; init; } = [];

    public bool HasBay { get; init; } = true;

    public override string Name => name;
    public override string Dialect => "any";
    public override TokenApi Api => api;
    public override string PublicId => name;
    public override SecretSource TokenSecret => new(SecretKind.Environment, "SECRET");
    public override TokenEndpoint TokenEndpoint => Endpoint;
    public override bool SampleFront => HasSampleFront;
    public override IReadOnlyList<TemplateId> TemplateIds => [new("62b0d2e6a5b3c7f1d4e8a912", TheTypes[1])];
    public override IReadOnlyList<Role> Roles => TheRoles;
    public override IReadOnlyList<RoomType> RoomTypes => TheTypes;
    public override int RoomCount => HasBay ? 1 : 0;
    public override int IndexOfRoom(ReadOnlySpan<byte> id) => HasBay && id.SequenceEqual("bay"u8) ? 0 : -1;
    public override Room RoomAt(int index) => new(TheTypes[1]);
    public override ReadOnlySpan<byte> RoomIdAt(int index) => "bay"u8;
    public override ReadOnlySpan<byte> RoomNameAt(int index) => default;

    public override IReadOnlyList<RoomPattern> RoomPatterns =>
        [.. HallPrefixes.Select(prefix => new RoomPattern(prefix, new(TheTypes[0])))];

    public override Role? FindRole(ReadOnlySpan<byte> name)
    {
        foreach (Role role in TheRoles)
        {
            if (System.Text.Encoding.UTF8.GetString(name) == role.Name)
                return role;
        }
        return null;
    }
}
