using System.Buffers;

namespace Appliance.PolicyModel;

/// <summary>Limits on names and ids that callers send, checked after JSON escapes are decoded.</summary>
public static class CallerText
{
    /// <summary>The maximum length of a room's name, user id, user name or reference, in UTF-8 bytes.</summary>
    public const int BytesMax = AppLimits.RoomNameBytesMax;

    /// <summary>The maximum length of a role name, and of a room id that does not match a pattern, in bytes.</summary>
    public const int IdBytesMax = 64;

    private static readonly SearchValues<byte> IdBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"u8);

    /// <summary>1 to 64 bytes of <c>A-Z a-z 0-9 _ . -</c>, which is what the policy allows as an id.</summary>
    public static bool IsId(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= IdBytesMax && !text.ContainsAnyExcept(IdBytes);

    /// <summary>1 to 256 bytes without control characters (C0, DEL, C1). The text must be valid UTF-8.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > BytesMax)
            return false;
        if (!text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
            return true;
        if (text.ContainsAnyInRange((byte)0, (byte)0x1F) || text.Contains((byte)0x7F))
            return false;
        for (int at = text.IndexOf((byte)0xC2); at >= 0;)
        {
            if (at + 1 == text.Length || text[at + 1] <= 0x9F)
                return false;
            int next = text[(at + 1)..].IndexOf((byte)0xC2);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return true;
    }
}
