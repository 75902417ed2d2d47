using System.Buffers.Text;
using System.Text;
using Appliance.Json;
using Appliance.Policy;

namespace Appliance.Endpoints;

/// <summary>What decides about a token that has been verified, as it stands in its claims.</summary>
internal ref struct ShownClaims
{
    private const int DepthMax = 16;

    /// <summary>Empty if it names none, as are the others.</summary>
    public ReadOnlySpan<byte> RoomId;
    public ReadOnlySpan<byte> Role;
    /// <summary>As it is written, escapes and all: two spellings are two tokens.</summary>
    public ReadOnlySpan<byte> TokenId;
    /// <summary>Unix seconds; 0 if it does not say.</summary>
    public long IssuedAtSeconds;
    public long ExpiresAtSeconds;

    private static readonly byte[][] GrantNames = NamesOfGrants();

    /// <param name="payload">The claims of a token whose signature is right.</param>
    public static ShownClaims Read(ReadOnlySpan<byte> payload)
    {
        ShownClaims claims = default;
        JsonReader json = new(payload, DepthMax);
        json.Read();
        while (json.Read() && json.Kind == JsonTokenKind.Name)
        {
            ReadOnlySpan<byte> name = json.Raw;
            json.Read();
            if (name.SequenceEqual("room_id"u8))
                claims.RoomId = Text(json);
            else if (name.SequenceEqual("role"u8))
                claims.Role = Text(json);
            else if (name.SequenceEqual("jti"u8))
                claims.TokenId = Text(json);
            else if (name.SequenceEqual("iat"u8))
                claims.IssuedAtSeconds = Number(json);
            else if (name.SequenceEqual("exp"u8))
                claims.ExpiresAtSeconds = Number(json);
            json.Skip();
        }
        return claims;
    }

    /// <summary>Writes all claims as members, and what the role may do if they do not say it.</summary>
    /// <param name="json">Stands behind another member.</param>
    /// <param name="payload">As in <see cref="Read"/>.</param>
    /// <param name="role">The token's.</param>
    /// <param name="ours">The member that stands there already: a claim of that name is left out.</param>
    public static void Write(ref JsonWriter json, ReadOnlySpan<byte> payload, Role role, ReadOnlySpan<byte> ours)
    {
        bool saysGrants = false;
        JsonReader claims = new(payload, DepthMax);
        claims.Read();
        while (claims.Read() && claims.Kind == JsonTokenKind.Name)
        {
            int start = claims.Start;
            bool isOurs = claims.Raw.SequenceEqual(ours);
            saysGrants |= claims.Raw.SequenceEqual("grants"u8);
            claims.Skip();
            if (isOurs)
                continue;
            json.Raw(","u8);
            json.Raw(payload[start..claims.End]);
        }
        if (!saysGrants)
            WriteGrants(ref json, role.Grants);
    }

    private static void WriteGrants(ref JsonWriter json, Grants grants)
    {
        json.Raw(",\"grants\":["u8);
        bool isFirst = true;
        for (int bit = 0; bit < GrantNames.Length; bit++)
        {
            if (((int)grants >> bit & 1) == 0)
                continue;
            json.Raw(isFirst ? ""u8 : ","u8);
            json.String(GrantNames[bit]);
            isFirst = false;
        }
        json.Raw("]"u8);
    }

    private static ReadOnlySpan<byte> Text(JsonReader json) =>
        json.Kind == JsonTokenKind.String ? json.Raw : default;

    private static long Number(JsonReader json) =>
        json.Kind == JsonTokenKind.Number && Utf8Parser.TryParse(json.Raw, out long value, out int consumed)
            && consumed == json.Raw.Length ? value : 0;

    private static byte[][] NamesOfGrants()
    {
        byte[][] names = new byte[PolicyWords.Grants.Count][];
        for (int bit = 0; bit < names.Length; bit++)
            names[bit] = Encoding.ASCII.GetBytes(PolicyWords.Grants[bit]);
        return names;
    }
}
