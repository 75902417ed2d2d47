using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints.Redemption;

/// <summary>The claims of a verified token that decide whether it is accepted.</summary>
internal ref struct PresentedClaims
{
    private const int DepthMax = 16;

    /// <summary>Decoded: the claim room_id; otherwise the room of a participant's video grant, or the claim room.
    /// A missing claim is empty.</summary>
    public ReadOnlySpan<byte> RoomId;
    public ReadOnlySpan<byte> Role;
    /// <summary>As written, with escapes: two spellings are two tokens.</summary>
    public ReadOnlySpan<byte> TokenId;
    /// <summary>Unix seconds, rounded down: iat, otherwise derived from nbf; 0 if both are missing.</summary>
    public long IssuedAtSeconds;
    public long ExpiresAtSeconds;

    /// <summary>In the order of the vocabulary.</summary>
    private static readonly byte[][] GrantNames = NamesOfGrants();

    /// <param name="payload">The claims of a token with a valid signature.</param>
    /// <param name="scratch">Holds the room's name if it has escapes.</param>
    /// <param name="leewaySeconds">How long before its nbf a token may be used.</param>
    public static PresentedClaims Read(ReadOnlySpan<byte> payload, Span<byte> scratch, long leewaySeconds)
    {
        PresentedClaims claims = default;
        ReadOnlySpan<byte> room = default;
        long startsAtSeconds = 0;
        JsonReader json = new(payload, DepthMax);
        json.Read();
        while (json.Read() && json.Kind == JsonTokenKind.Name)
        {
            ReadOnlySpan<byte> name = json.Raw;
            json.Read();
            if (name.SequenceEqual("room_id"u8))
                claims.RoomId = Decoded(json, scratch);
            else if (name.SequenceEqual("room"u8))
                room = Decoded(json, scratch[(scratch.Length / 2)..]);
            else if (name.SequenceEqual("video"u8) && json.Kind == JsonTokenKind.ObjectStart)
                room = RoomOfParticipant(payload[json.Start..], scratch[(scratch.Length / 2)..]);
            else if (name.SequenceEqual("role"u8))
                claims.Role = Text(json);
            else if (name.SequenceEqual("jti"u8))
                claims.TokenId = Text(json);
            else if (name.SequenceEqual("iat"u8))
                claims.IssuedAtSeconds = Seconds(json);
            else if (name.SequenceEqual("nbf"u8))
                startsAtSeconds = Seconds(json);
            else if (name.SequenceEqual("exp"u8))
                claims.ExpiresAtSeconds = Seconds(json);
            json.Skip();
        }
        if (claims.RoomId.IsEmpty)
            claims.RoomId = room;
        if (claims.IssuedAtSeconds == 0)
            claims.IssuedAtSeconds = Math.Max(startsAtSeconds - leewaySeconds, 0);
        return claims;
    }

    /// <summary>The room of a video grant with roomJoin; empty if the grant has no roomJoin.</summary>
    private static ReadOnlySpan<byte> RoomOfParticipant(ReadOnlySpan<byte> grant, Span<byte> scratch)
    {
        ReadOnlySpan<byte> room = default;
        bool hasRoomJoin = false;
        JsonReader json = new(grant, DepthMax);
        json.Read();
        while (json.Read() && json.Kind == JsonTokenKind.Name)
        {
            ReadOnlySpan<byte> name = json.Raw;
            json.Read();
            if (name.SequenceEqual("room"u8))
                room = Decoded(json, scratch);
            else if (name.SequenceEqual("roomJoin"u8))
                hasRoomJoin = json.Kind == JsonTokenKind.True;
            json.Skip();
        }
        return hasRoomJoin ? room : default;
    }

    private static ReadOnlySpan<byte> Decoded(JsonReader json, Span<byte> scratch)
    {
        if (json.Kind != JsonTokenKind.String || !json.HasEscapes)
            return Text(json);
        return json.Raw.Length <= scratch.Length && json.TryCopyString(scratch, out int length)
            ? scratch[..length] : default;
    }

    /// <summary>Writes all claims as members, instants in whole seconds. Adds the role's grants if the token has no
    /// claim grants.</summary>
    /// <param name="json">Positioned behind another member.</param>
    /// <param name="payload">As in <see cref="Read"/>.</param>
    /// <param name="role">The token's role; null if it names none.</param>
    /// <param name="reservedName">The member already written: a claim of this name is skipped.</param>
    public static void Write(
        ref JsonWriter json, ReadOnlySpan<byte> payload, Role? role, ReadOnlySpan<byte> reservedName)
    {
        bool hasGrants = false;
        JsonReader claims = new(payload, DepthMax);
        claims.Read();
        while (claims.Read() && claims.Kind == JsonTokenKind.Name)
        {
            ReadOnlySpan<byte> name = claims.Raw;
            int start = claims.Start, nameEnd = claims.End;
            hasGrants |= name.SequenceEqual("grants"u8);
            claims.Skip();
            if (name.SequenceEqual(reservedName))
                continue;
            json.Raw(","u8);
            if (!TryReadWholeSeconds(name, claims, out long seconds))
            {
                json.Raw(payload[start..claims.End]);
                continue;
            }
            json.Raw(payload[start..nameEnd]);
            json.Raw(":"u8);
            json.Number(seconds);
        }
        if (!hasGrants && role is not null)
            WriteGrants(ref json, role.Grants);
    }

    private static void WriteGrants(ref JsonWriter json, Grants grants)
    {
        json.Raw(",\"grants\":["u8);
        bool isFirst = true;
        for (int index = 0; index < GrantNames.Length; index++)
        {
            if ((grants & PolicyVocabulary.Grants.Values[index]) == Grants.None)
                continue;
            json.Raw(isFirst ? ""u8 : ","u8);
            json.String(GrantNames[index]);
            isFirst = false;
        }
        json.Raw("]"u8);
    }

    private static ReadOnlySpan<byte> Text(JsonReader json) =>
        json.Kind == JsonTokenKind.String ? json.Raw : default;

    /// <summary>Rounds an instant as the verifier does: media servers may expect integers (RFC 7662, section 2.2).
    /// </summary>
    private static bool TryReadWholeSeconds(ReadOnlySpan<byte> name, JsonReader value, out long seconds)
    {
        seconds = 0;
        if (name.SequenceEqual("exp"u8))
            return NumericDate.TryRoundDown(value.Raw, out seconds);
        return (name.SequenceEqual("iat"u8) || name.SequenceEqual("nbf"u8))
            && NumericDate.TryRoundUp(value.Raw, out seconds);
    }

    /// <summary>Rounded down. For exp this equals the verifier's rounding. iat is compared with the start of the
    /// ledger: if it were rounded up, a token of the second before could seem to be issued in the ledger's first
    /// second, and be accepted although an earlier process may have redeemed it.</summary>
    private static long Seconds(JsonReader json) =>
        json.Kind == JsonTokenKind.Number && NumericDate.TryRoundDown(json.Raw, out long seconds) ? seconds : 0;

    private static byte[][] NamesOfGrants()
    {
        byte[][] names = new byte[PolicyVocabulary.Grants.Count][];
        for (int index = 0; index < names.Length; index++)
            names[index] = Encoding.ASCII.GetBytes(PolicyVocabulary.Grants[index]);
        return names;
    }
}
