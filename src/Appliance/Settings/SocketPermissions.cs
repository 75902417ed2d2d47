using System.Globalization;
using Appliance.Hosting.Serving;

namespace Appliance.Settings;

/// <summary>Parses and formats mode and owner of Unix sockets.</summary>
internal static class SocketPermissions
{
    public const string OwnerForm = "UID or UID:GID";

    private const uint Octal = 8;
    private const uint Decimal = 10;
    private const int ModeDigits = 3;

    /// <summary>Three octal digits with an optional leading zero.</summary>
    public static ServeSettings? ReadMode(ServeSettings settings, string text, out string? hint)
    {
        hint = "use three octal digits, for example 660.";
        string digits = text.Length == ModeDigits + 1 && text[0] == '0' ? text[1..] : text;
        if (digits.Length != ModeDigits || !TryParse(digits, Octal, out uint mode))
            return null;
        return settings with { Listener = settings.Listener with { UnixSocketMode = (UnixFileMode)mode } };
    }

    public static string ShowMode(ServeSettings settings) =>
        Digits((int)settings.Listener.UnixSocketMode);

    /// <summary>Numbers only: an empty root has no user database.</summary>
    public static ServeSettings? ReadOwner(ServeSettings settings, string text, out string? hint)
    {
        hint = $"use {OwnerForm} as numbers.";
        int colon = text.IndexOf(':');
        uint? group = null;
        if (colon >= 0)
        {
            if (!TryParseId(text[(colon + 1)..], out uint number))
                return null;
            group = number;
        }
        if (!TryParseId(colon < 0 ? text : text[..colon], out uint owner))
            return null;
        return settings with
        {
            Listener = settings.Listener with { UnixSocketOwner = owner, UnixSocketGroup = group },
        };
    }

    public static string? ShowOwner(ServeSettings settings)
    {
        if (settings.Listener.UnixSocketOwner is not { } owner)
            return null;
        string user = owner.ToString(CultureInfo.InvariantCulture);
        return settings.Listener.UnixSocketGroup is { } group
            ? $"{user}:{group.ToString(CultureInfo.InvariantCulture)}" : user;
    }

    private static string Digits(int mode) => $"{mode >> 6 & 7}{mode >> 3 & 7}{mode & 7}";

    /// <summary>Excludes the largest number, which means "unchanged" to the kernel.</summary>
    private static bool TryParseId(string text, out uint id) => TryParse(text, Decimal, out id) && id != uint.MaxValue;

    private static bool TryParse(string digits, uint radix, out uint number)
    {
        ulong sum = 0;
        foreach (char digit in digits)
        {
            uint value = (uint)digit - '0';
            sum = sum * radix + value;
            if (value >= radix || sum > uint.MaxValue)
            {
                number = 0;
                return false;
            }
        }
        number = (uint)sum;
        return digits.Length > 0;
    }
}
