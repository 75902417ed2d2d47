using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints.Vendors.LiveKit;

/// <summary>
/// LiveKit access token as the Bearer credential of an app's back end: signed with the app's token key and with the
/// grant <c>video.roomCreate</c> or <c>video.roomAdmin</c>. A token with <c>video.roomJoin</c> is a participant's token
/// and never a credential. Only for apps of the built-in dialect, because all of their participant tokens have
/// roomJoin; a custom dialect may omit it.
/// </summary>
internal sealed class LiveKitAccessToken : BackEndToken
{
    /// <summary>The built-in dialect.</summary>
    private const string Dialect = "livekit";

    /// <summary>Limits on the number of members of the video grant, and on the total length of their names.</summary>
    private const int GrantsMax = 64;
    private const int NameBytesMax = 1024;

    private static readonly BearerResult BadVideo = new(BearerVerdict.BadClaims, Sentence: [..
        "The claim video must be an object with each member once: roomCreate, roomAdmin and roomJoin are true or "u8
        + "false, room is 1 to 256 bytes."u8]);

    private static readonly BearerResult Participant = new(BearerVerdict.WrongKind, Sentence: [..
        "The token has video.roomJoin: a participant's token is not a back-end credential. Sign one without it."u8]);

    private static readonly BearerResult MissingGrant = new(BearerVerdict.WrongKind, Sentence: [..
        "The token lacks a grant: sign one with video.roomCreate, or video.roomAdmin, true."u8]);

    public override string Noun => "an access token";

    internal override string Requirement => " with roomCreate";

    public override TokenClaim AppIdClaim => TokenClaim.Issuer;

    internal override ReadOnlySpan<byte> UnknownAppSentence =>
        "No app of the dialect livekit has the apiKey that iss names; apps of other dialects use an appKey."u8;

    internal override ReadOnlySpan<byte> MissingClaimSentenceEnd => " is missing: an access token must expire."u8;

    private protected override ReadOnlySpan<byte> OtherClaims => ",\"video\":{\"roomCreate\":true},"u8;

    public override bool IsAcceptedFor(App app) => app.Dialect == Dialect;

    /// <summary>An exp is required; nbf, iat and sub are optional.</summary>
    internal override BearerResult Check(
        TokenVerifier verifier, ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> scratch,
        out ReadOnlySpan<byte> room)
    {
        room = default;
        BearerResult result = BearerToken.Verify(
            verifier, token, nowSeconds, leewaySeconds, scratch,
            out int length, out ClaimFindings findings, out TokenVerdict verdict);
        VideoGrant video = default;
        if (result.Verdict == BearerVerdict.Valid)
            result = ReadVideo(scratch.Slice(0, length), out video);
        if (result.Verdict == BearerVerdict.Valid)
        {
            result = video.RoomJoin ? Participant
                : !video.RoomCreate && !video.RoomAdmin ? MissingGrant
                : findings.ExpiresAtSeconds is null ? new(BearerVerdict.MissingClaim, TokenClaim.Expiry)
                : BearerToken.CheckValidityPeriod(verdict, findings);
        }
        if (result.Verdict == BearerVerdict.Valid && !video.RoomCreate)
            room = video.Room;
        return result;
    }

    /// <summary>The members of the claim video that matter for a credential.</summary>
    private ref struct VideoGrant
    {
        public bool RoomJoin;
        public bool RoomCreate;
        public bool RoomAdmin;
        public ReadOnlySpan<byte> Room;
    }

    /// <summary>Reads the claim video. Unknown members concern only the media server and are ignored.</summary>
    [SkipLocalsInit]
    private static BearerResult ReadVideo(Span<byte> json, out VideoGrant video)
    {
        video = default;
        BearerResult found = BearerToken.Find(json, TokenClaim.Video, out JsonReader reader);
        if (found.Verdict == BearerVerdict.MissingClaim)
            return MissingGrant;
        if (found.Verdict != BearerVerdict.Valid)
            return found;
        if (reader.Kind != JsonTokenKind.ObjectStart)
            return BadVideo;
        SeenNames names = new(stackalloc byte[NameBytesMax], stackalloc int[GrantsMax]);
        while (reader.Read() && reader.Kind == JsonTokenKind.Name)
        {
            if (!names.TryAdd(reader, out ReadOnlySpan<byte> name) || !reader.Read())
                return BadVideo;
            bool isTaken =
                name.SequenceEqual("roomJoin"u8) ? TryReadFlag(reader, out video.RoomJoin)
                : name.SequenceEqual("roomCreate"u8) ? TryReadFlag(reader, out video.RoomCreate)
                : name.SequenceEqual("roomAdmin"u8) ? TryReadFlag(reader, out video.RoomAdmin)
                : !name.SequenceEqual("room"u8) || TryReadRoom(json, reader, out video.Room);
            if (!isTaken || !reader.Skip())
                return BadVideo;
        }
        return reader.Kind == JsonTokenKind.ObjectEnd ? found : BadVideo;
    }

    private static bool TryReadFlag(scoped in JsonReader value, out bool flag)
    {
        flag = value.Kind == JsonTokenKind.True;
        return flag || value.Kind == JsonTokenKind.False;
    }

    /// <summary>
    /// Rejects an empty room name. If it meant "all rooms", an unset variable in a back end would create a credential
    /// for every room.
    /// </summary>
    private static bool TryReadRoom(Span<byte> json, scoped in JsonReader value, out ReadOnlySpan<byte> room)
    {
        room = default;
        if (value.Kind != JsonTokenKind.String)
            return false;
        Span<byte> text = json[(value.Start + 1)..(value.End - 1)];
        value.TryCopyString(text, out int length);
        room = text.Slice(0, length);
        return length is > 0 and <= TokenLimits.RoomIdBytesMax;
    }
}
