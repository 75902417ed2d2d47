using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Appliance.PolicyModel;
using Appliance.Storage;
using Appliance.Tokens;

namespace Appliance.Endpoints.Issuance;

/// <summary>
/// Marks the jtis of single-use tokens that are issued soon after the ledger was created. Such a ledger cannot
/// otherwise tell a token of its first seconds from one that was issued and redeemed before: some tokens are backdated,
/// and an issuer's clock may be ahead. The mark is the end of the jti: a keyed hash of its other characters and of the
/// ledger's epoch. Only this process knows the key, so a token with a valid mark was issued by this process for that
/// ledger, and nothing has to be stored about it. Shared by all threads.
/// </summary>
internal sealed class TokenIdMarks(ILedger ledger)
{
    /// <summary>Tolerated difference between two synchronized clocks, or of one clock before and after a
    /// step.</summary>
    private const long SkewSeconds = 5;

    /// <summary>More than any dialect backdates tokens.</summary>
    private const long MarkedBackdatedSecondsMax = 120;

    /// <summary>The random part of a jti: 96 bits.</summary>
    private const int RandomCharacters = 16;

    /// <summary>36 bits.</summary>
    private const int MarkCharacters = TokenIds.Length - RandomCharacters;

    private Key? _key;

    /// <summary>How far a token's issue time may be ahead of the ledger's clock when it is redeemed: the verifier
    /// allows the leeway, and its own clock may be ahead of the ledger's.</summary>
    public static long ClockSkewSecondsMax(App app)
    {
        Debug.Assert(app.LeewaySeconds is >= 0 and <= Appliance.Storage.Redemption.RetentionAfterExpirySeconds);
        return app.LeewaySeconds + SkewSeconds;
    }

    /// <summary>Marks the jti of a token that is issued now, if the ledger is so young that it needs a mark.</summary>
    /// <param name="tokenId">A jti from <see cref="TokenIds"/>.</param>
    /// <param name="app">The app that issues the token.</param>
    /// <param name="nowSeconds">Unix seconds.</param>
    /// <param name="random">Draws the key on first use.</param>
    public void Mark(Span<byte> tokenId, App app, long nowSeconds, TokenIds random)
    {
        long since = ledger.CompleteSinceSeconds;
        if (since is 0 or long.MaxValue || nowSeconds - MarkedBackdatedSecondsMax - ClockSkewSecondsMax(app) >= since)
            return;
        Key key = Volatile.Read(ref _key) ?? Draw(random);
        WriteMark(key, tokenId[..RandomCharacters], ledger.Epoch, tokenId[RandomCharacters..]);
    }

    /// <summary>Whether the ledger would contain a redemption of the token. The issue time of a token redeemed before
    /// the ledger was created is at most <see cref="ClockSkewSecondsMax"/> later than that.</summary>
    /// <param name="tokenId">The jti as written.</param>
    /// <param name="issuedAtSeconds">Unix seconds.</param>
    /// <param name="clockSkewSecondsMax">See <see cref="ClockSkewSecondsMax"/>.</param>
    public bool IsCoveredByLedger(ReadOnlySpan<byte> tokenId, long issuedAtSeconds, long clockSkewSecondsMax)
    {
        long since = ledger.CompleteSinceSeconds;
        if (since == 0 || issuedAtSeconds - clockSkewSecondsMax >= since)
            return true;
        if (tokenId.Length != TokenIds.Length || Volatile.Read(ref _key) is not { } key)
            return false;
        Span<byte> mark = stackalloc byte[MarkCharacters];
        WriteMark(key, tokenId[..RandomCharacters], ledger.Epoch, mark);
        return tokenId[RandomCharacters..].SequenceEqual(mark);
    }

    private Key Draw(TokenIds random)
    {
        UInt128 drawn = 0;
        random.FillRandom(MemoryMarshal.AsBytes(new Span<UInt128>(ref drawn)));
        Key key = new(drawn);
        return Interlocked.CompareExchange(ref _key, key, null) ?? key;
    }

    /// <summary>SipHash of three words, chained: each is combined with the previous hash.</summary>
    private static void WriteMark(Key key, ReadOnlySpan<byte> random, long epoch, Span<byte> mark)
    {
        ulong hash = SipHash.Of(key.Bits, (ulong)epoch);
        hash = SipHash.Of(key.Bits, hash ^ BinaryPrimitives.ReadUInt64LittleEndian(random));
        hash = SipHash.Of(key.Bits, hash ^ BinaryPrimitives.ReadUInt64LittleEndian(random[sizeof(ulong)..]));
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, hash);
        Span<byte> encoded = stackalloc byte[sizeof(ulong) * 2];
        Base64Url.EncodeToUtf8(bytes, encoded);
        encoded[..mark.Length].CopyTo(mark);
    }

    private sealed class Key(UInt128 bits)
    {
        public UInt128 Bits { get; } = bits;
    }
}
