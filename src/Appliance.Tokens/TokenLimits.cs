using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>Size limits of a token and its parts, so that every buffer has a fixed size.</summary>
public static class TokenLimits
{
    /// <summary>Limits of room id, user id and user name in UTF-8, before JSON escaping.</summary>
    public const int RoomIdBytesMax = AppLimits.RoomNameBytesMax;
    public const int UserIdBytesMax = ClaimLimits.UserIdBytesMax;
    public const int UserNameBytesMax = ClaimLimits.UserNameBytesMax;

    /// <summary>A data object, user metadata, attributes or room configuration, as sent by a caller.</summary>
    public const int SentDataBytesMax = 1024;

    /// <summary>The same in the claims, with every byte escaped.</summary>
    public const int DataBytesMax = EscapeFactorMax * SentDataBytesMax;

    /// <summary>The claims from the first varying value to the closing brace.</summary>
    public const int VaryingClaimsBytesMax = ClaimLimits.VaryingBytesMax;

    /// <summary>The whole claims set, unless it has long metadata, attributes or room configuration.</summary>
    public const int PayloadBytesMax = ClaimLimits.ConstantBytesMax + VaryingClaimsBytesMax;

    /// <summary>Length of the longest token with such claims, in ASCII characters.</summary>
    public const int TokenBytesMax =
        HeaderAndDotsBytesMax + (PayloadBytesMax * 4 + 2) / 3 + TokenHeader.SignatureBytes;

    /// <summary>
    /// The longest claims set that any API issues. The token and the unencoded claims fit together into a 1 MiB buffer;
    /// see <see cref="TokenIssuer"/>.
    /// </summary>
    public const int AnyPayloadBytesMax = 448 * 1024;

    /// <summary>Length of the longest token of any API, in ASCII characters.</summary>
    public const int AnyTokenBytesMax =
        HeaderAndDotsBytesMax + (AnyPayloadBytesMax * 4 + 2) / 3 + TokenHeader.SignatureBytes;

    private const int HeaderAndDotsBytesMax = (ClaimLimits.HeaderBytesMax * 4 + 2) / 3 + 2;

    /// <summary>Length of the longest token with a payload of the given size, in ASCII characters.</summary>
    public static int TokenBytesFor(int payloadBytes) =>
        HeaderAndDotsBytesMax + (payloadBytes * 4 + 2) / 3 + TokenHeader.SignatureBytes;

    /// <summary>The last second of the year 9999, Unix seconds: the latest time accepted in a token.</summary>
    public const long InstantSecondsMax = 253_402_300_799;

    /// <summary>An escaped byte such as <c>~</c> becomes six characters, <c>\u007e</c>.</summary>
    private const int EscapeFactorMax = 6;
}
