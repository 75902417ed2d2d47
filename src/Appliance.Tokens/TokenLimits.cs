using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>How large a token and its parts may be, so that every buffer has a size known beforehand.</summary>
public static class TokenLimits
{
    /// <summary>A room id, a user id and a user's name in UTF-8, before they are escaped.</summary>
    public const int RoomIdBytesMax = RoomPattern.NameBytesMax;
    public const int UserIdBytesMax = 256;
    public const int UserNameBytesMax = 256;

    /// <summary>A data object, a user's metadata, attributes or a room's configuration, as a caller sends it.</summary>
    public const int SentDataBytesMax = 1024;

    /// <summary>The same as it is written into the claims, every byte escaped.</summary>
    public const int DataBytesMax = EscapeFactorMax * SentDataBytesMax;

    /// <summary>From the first varying value to the closing brace.</summary>
    public const int VaryingClaimsBytesMax = ClaimLimits.VaryingBytesMax;

    /// <summary>The whole claims set, but for one with long metadata, attributes or room configuration.</summary>
    public const int PayloadBytesMax = ClaimLimits.ConstantBytesMax + VaryingClaimsBytesMax;

    /// <summary>The longest token of such claims, in ASCII characters.</summary>
    public const int TokenBytesMax =
        HeaderAndDotsBytesMax + (PayloadBytesMax * 4 + 2) / 3 + TokenHeader.SignatureBytes;

    /// <summary>The longest claims set that any API issues: its token fits into a buffer of 1 MiB together with the
    /// claims themselves, see <see cref="TokenIssuer"/>.</summary>
    public const int AnyPayloadBytesMax = 448 * 1024;

    /// <summary>The longest token of any API, in ASCII characters.</summary>
    public const int AnyTokenBytesMax =
        HeaderAndDotsBytesMax + (AnyPayloadBytesMax * 4 + 2) / 3 + TokenHeader.SignatureBytes;

    private const int HeaderAndDotsBytesMax = (ClaimLimits.HeaderBytesMax * 4 + 2) / 3 + 2;

    /// <summary>The longest token whose claims fit into a buffer of that many bytes, in ASCII characters.</summary>
    public static int TokenBytesFor(int payloadBytes) =>
        HeaderAndDotsBytesMax + (payloadBytes * 4 + 2) / 3 + TokenHeader.SignatureBytes;

    /// <summary>The last second of the year 9999, Unix seconds: no instant in a token is later.</summary>
    public const long InstantSecondsMax = 253_402_300_799;

    /// <summary>One byte such as <c>~</c> becomes <c>\u007e</c>.</summary>
    private const int EscapeFactorMax = 6;
}
