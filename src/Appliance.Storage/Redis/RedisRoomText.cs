using System.Buffers.Text;
using System.Text;

namespace Appliance.Storage.Redis;

/// <summary>
/// The format of rooms in Redis: the name's length in bytes, a colon, the name and the document, as in
/// <c>5:lobby{"type":"webinar"}</c>, or <c>-:</c> and the document for a room without a name. Changes are published as
/// "version:writer:", app and id with their lengths, and the room's text, which is empty if the room was deleted.
/// </summary>
internal static class RedisRoomText
{
    public static byte[] Write(StoredRoom room) => room.Name is null
        ? [.. "-:"u8, .. room.Document]
        : [.. LengthPrefixed(room.Name), .. room.Document];

    public static StoredRoom Read(string app, string id, ReadOnlySpan<byte> text)
    {
        string? name = null;
        if (text.StartsWith("-:"u8))
            text = text[2..];
        else
            name = ReadLengthPrefixed(ref text);
        return new(app, id, name, text.ToArray());
    }

    /// <summary>A change without its version, which Redis assigns.</summary>
    public static byte[] WriteChange(string writer, StoredRoom room, ReadOnlySpan<byte> text) =>
        [.. Encoding.UTF8.GetBytes($"{writer}:"), .. LengthPrefixed(room.App), .. LengthPrefixed(room.Id), .. text];

    /// <param name="change">The published message.</param>
    /// <param name="writer">Identifies the write.</param>
    /// <param name="app">The app of the room.</param>
    /// <param name="id">The id of the room.</param>
    /// <param name="text">The room's new text; empty if the room was deleted.</param>
    /// <returns>The version of the change.</returns>
    /// <exception cref="FormatException">The message is malformed.</exception>
    public static long ReadChange(
        ReadOnlySpan<byte> change, out string writer, out string app, out string id, out ReadOnlySpan<byte> text)
    {
        long version = ReadNumber(ref change);
        int end = change.IndexOf((byte)':');
        writer = Encoding.UTF8.GetString(change[..Math.Max(0, end)]);
        change = change[(end + 1)..];
        app = ReadLengthPrefixed(ref change);
        id = ReadLengthPrefixed(ref change);
        text = change;
        return version;
    }

    private static byte[] LengthPrefixed(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return [.. Encoding.UTF8.GetBytes($"{utf8.Length}:"), .. utf8];
    }

    private static string ReadLengthPrefixed(ref ReadOnlySpan<byte> rest)
    {
        long length = ReadNumber(ref rest);
        if (length > rest.Length)
            throw new FormatException("cut short");
        string text = Encoding.UTF8.GetString(rest[..(int)length]);
        rest = rest[(int)length..];
        return text;
    }

    private static long ReadNumber(ref ReadOnlySpan<byte> rest)
    {
        if (!Utf8Parser.TryParse(rest, out long number, out int digits) || number < 0
            || digits == rest.Length || rest[digits] != (byte)':')
        {
            throw new FormatException("no number before a colon");
        }
        rest = rest[(digits + 1)..];
        return number;
    }
}
