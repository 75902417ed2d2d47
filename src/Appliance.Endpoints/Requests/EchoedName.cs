namespace Appliance.Endpoints.Requests;

/// <summary>A member name of a request that an error message repeats.</summary>
internal static class EchoedName
{
    public const int BytesMax = 64;

    /// <summary>Shortens a name to <see cref="BytesMax"/> bytes, without splitting a character.</summary>
    /// <param name="name">UTF-8.</param>
    public static ReadOnlySpan<byte> Truncate(ReadOnlySpan<byte> name)
    {
        if (name.Length <= BytesMax)
            return name;
        int length = BytesMax;
        while ((name[length] & 0xC0) == 0x80)
            length--;
        return name[..length];
    }
}
