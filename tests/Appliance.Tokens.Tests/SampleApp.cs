using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens.Tests;

/// <summary>A hand-written app with a role in the 100ms layout and a role with user name and data.</summary>
internal sealed class SampleApp : App
{
    public static readonly RoomType Conference = new()
    {
        Name = "conference",
        Kind = RoomKind.Permanent,
        RolesAllowed = 0b11,
        ExpiryMaxSeconds = 90 * 86_400,
    };

    public static readonly RoomType Webinar = new()
    {
        Name = "webinar",
        Kind = RoomKind.Scheduled,
        RolesAllowed = 0b01,
        OpensBeforeSeconds = 900,
        ExpiryMaxSeconds = 86_400,
    };

    private static readonly byte[] RoomId = "633fcdd84208780bf665346a"u8.ToArray();

    public static HmsRole Host { get; } = new(0);
    public static NamedRole Moderator { get; } = new(1);

    public override string Name => "sample";
    public override string Dialect => "100ms";
    public override TokenApi Api => TokenApi.Hms100;
    public override string PublicId => "5f9e0c8d2b7a4e1f6c3d9a10";
    public override SecretSource TokenSecret { get; } = new(SecretKind.Environment, "SAMPLE_SECRET");
    public override IReadOnlyList<Role> Roles { get; } = [Host, Moderator];
    public override IReadOnlyList<RoomType> RoomTypes => [Conference, Webinar];
    public override int RoomCount => 1;

    public override Role? FindRole(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("host"u8) ? Host : name.SequenceEqual("moderator"u8) ? Moderator : null;

    public override int IndexOfRoom(ReadOnlySpan<byte> id) => id.SequenceEqual(RoomId) ? 0 : -1;
    public override Room RoomAt(int index) => new(Conference);
    public override ReadOnlySpan<byte> RoomIdAt(int index) => RoomId;
    public override ReadOnlySpan<byte> RoomNameAt(int index) => "daily"u8;

    /// <summary>The claims layout of 100ms.</summary>
    internal sealed class HmsRole(int index) : Role
    {
        public override string Name => "host";
        public override Grants Grants => Grants.Publish | Grants.Subscribe;
        public override RoleConstraints Constraints { get; } = new(index, new Expiry(60, 3600, 86_400));
        public override CallerValues Accepted => CallerValues.UserId;
        public override CallerValues Required => CallerValues.None;

        public override ReadOnlySpan<byte> ConstantClaims =>
            """{"access_key":"5f9e0c8d2b7a4e1f6c3d9a10","type":"app","version":2,"role":"host","room_id":"""u8;

        public override void WriteRoomClaims(ref JsonWriter claims, ReadOnlySpan<byte> roomId) =>
            claims.String(roomId);

        public override void WriteVaryingClaims(ref JsonWriter claims, in ClaimValues values)
        {
            if (!values.UserId.IsEmpty)
            {
                claims.Raw(""","user_id":"""u8);
                claims.String(values.UserId);
            }
            WriteInstants(ref claims, values);
        }
    }

    /// <summary>Claims with grants, user name, user reference and data.</summary>
    internal sealed class NamedRole(int index) : Role
    {
        public override string Name => "moderator";
        public override Grants Grants => Grants.Publish | Grants.End;
        public override RoleConstraints Constraints { get; } = new(index, new Expiry(60, 900, 900));
        public override CallerValues Accepted => CallerValues.UserName | CallerValues.UserId | CallerValues.Data;
        public override CallerValues Required => CallerValues.None;

        public override ReadOnlySpan<byte> ConstantClaims =>
            """{"iss":"5f1d2c3b4a59687786950413","role":"moderator","grants":["publish","end"],"room_id":"""u8;

        public override void WriteVaryingClaims(ref JsonWriter claims, in ClaimValues values)
        {
            claims.String(values.RoomId);
            claims.Raw(""","name":"""u8);
            claims.String(values.UserName);
            claims.Raw(""","user_ref":"""u8);
            claims.String(values.UserId);
            if (!values.Data.IsEmpty)
            {
                claims.Raw(""","data":"""u8);
                claims.Raw(values.Data);
            }
            WriteInstants(ref claims, values);
        }
    }

    private static void WriteInstants(ref JsonWriter claims, in ClaimValues values)
    {
        claims.Raw(",\"jti\":\""u8);
        claims.Raw(values.TokenId);
        claims.Raw("\",\"iat\":"u8);
        claims.Number(values.NowSeconds);
        claims.Raw(""","nbf":"""u8);
        claims.Number(values.NowSeconds);
        claims.Raw(""","exp":"""u8);
        claims.Number(values.ExpiresAtSeconds);
        claims.Raw("}"u8);
    }
}
