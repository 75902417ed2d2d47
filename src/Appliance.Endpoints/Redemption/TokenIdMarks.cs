using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Appliance.PolicyModel;
using Appliance.Storage;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// A ledger that does not remember from the beginning cannot tell a token of its first seconds from one that was
/// issued, and used, before it: some are dated back, and an issuer's clock may be ahead. So a token for one use that is
/// issued soon after the ledger's beginning is marked in its jti: the last characters are a keyed hash of the others
/// and of the ledger's epoch, by a key that this process has drawn and tells nobody. Whatever has that mark was issued
/// by this process for that ledger, and nothing has to be remembered for it. One for all threads.
/// </summary>
internal sealed class TokenIdMarks(ILedger ledger)
{
    /// <summary>How far the clocks of two machines may differ that both have the right time, or that of one machine
    /// before and after it was set.</summary>
    private const long SkewSeconds = 5;

    /// <summary>More than any dialect dates tokens back.</summary>
    private const long DatedBackSecondsMax = 120;

    /// <summary>What stays random of a jti: 96 bits.</summary>
    private const int RandomCharacters = 16;

    /// <summary>36 bits.</summary>
    private const int MarkCharacters = TokenIds.Length - RandomCharacters;

    private Key? _key;

    /// <summary>How much later than the ledger's clock a token may be dated that is used now: the verifier allows the
    /// leeway, by a clock that may be ahead of the ledger's.</summary>
    public static long ClockSkewSecondsMax(App app)
    {
        Debug.Assert(app.LeewaySeconds is >= 0 and <= Appliance.Storage.Redemption.RetentionAfterExpirySeconds);
        return app.LeewaySeconds + SkewSeconds;
    }

    /// <summary>Marks the jti of a token that is issued now, if the ledger began so lately that it has to be.</summary>
    /// <param name="tokenId">What <see cref="TokenIds"/> made.</param>
    /// <param name="app">The app whose token it is.</param>
    /// <param name="nowSeconds">Unix seconds.</param>
    /// <param name="random">Draws the key when it is needed for the first time.</param>
    public void Mark(Span<byte> tokenId, App app, long nowSeconds, TokenIds random)
    {
        long since = ledger.CompleteSinceSeconds;
        if (since is 0 or long.MaxValue || nowSeconds - DatedBackSecondsMax - ClockSkewSecondsMax(app) >= since)
            return;
        Key key = Volatile.Read(ref _key) ?? Draw(random);
        WriteMark(key, tokenId[..RandomCharacters], ledger.Epoch, tokenId[RandomCharacters..]);
    }

    /// <summary>Whether the ledger would know of the token's use. One that was used before the ledger began was dated
    /// <see cref="ClockSkewSecondsMax"/> after that at most.</summary>
    /// <param name="tokenId">The jti as it is written.</param>
    /// <param name="issuedAtSeconds">Unix seconds.</param>
    /// <param name="aheadSecondsMax">See <see cref="ClockSkewSecondsMax"/>.</param>
    public bool IsCoveredByLedger(ReadOnlySpan<byte> tokenId, long issuedAtSeconds, long aheadSecondsMax)
    {
        long since = ledger.CompleteSinceSeconds;
        if (since == 0 || issuedAtSeconds - aheadSecondsMax >= since)
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

    /// <summary>SipHash of three words, each taken with the hash of those before it.</summary>
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
