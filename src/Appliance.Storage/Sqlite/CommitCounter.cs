using System.Globalization;

namespace Appliance.Storage;

/// <summary>
/// The content of <c>appliance.commits</c>: 19 digits, and after a space each 19 digits for the birth time of
/// <c>appliance.db</c> and of the file itself, and a line feed. A file that was written before there were birth times
/// has the first number alone.
/// </summary>
/// <param name="Commits">How many commits were acknowledged.</param>
/// <param name="BirthTimes">Whose they are; null in a file that has the first number alone.</param>
internal readonly record struct CommitCounter(long Commits, FileBirthTimes? BirthTimes)
{
    /// <summary>The commits come first and have a fixed width, so that they can be overwritten in place.</summary>
    public const int CommitsDigits = 19;

    public const int BytesMax = 3 * (CommitsDigits + 1);

    /// <returns>Null if it is none.</returns>
    public static CommitCounter? Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == CommitsDigits)
            return TryParse(utf8, 0, out long alone) ? new(alone, null) : null;
        if (utf8.Length != BytesMax || utf8[^1] != '\n'
            || !TryParse(utf8, 0, out long commits)
            || !TryParse(utf8, 1, out long database) || !TryParse(utf8, 2, out long counter))
            return null;
        return new(commits, new(database, counter));
    }

    /// <summary>Writes the first number.</summary>
    /// <param name="commits">Not negative.</param>
    /// <param name="utf8">Has room for <see cref="CommitsDigits"/>.</param>
    public static void Format(long commits, Span<byte> utf8) =>
        commits.TryFormat(utf8, out _, "D19", CultureInfo.InvariantCulture);

    /// <summary>Writes a whole counter.</summary>
    /// <param name="commits">Not negative.</param>
    /// <param name="birthTimes">Whose they are.</param>
    /// <param name="utf8">Has room for <see cref="BytesMax"/>.</param>
    public static void Format(long commits, FileBirthTimes birthTimes, Span<byte> utf8)
    {
        utf8.Fill((byte)' ');
        Format(commits, utf8);
        Format(birthTimes.Database, utf8[(CommitsDigits + 1)..]);
        Format(birthTimes.Counter, utf8[(2 * (CommitsDigits + 1))..]);
        utf8[BytesMax - 1] = (byte)'\n';
    }

    private static bool TryParse(ReadOnlySpan<byte> utf8, int index, out long number) => long.TryParse(
        utf8.Slice(index * (CommitsDigits + 1), CommitsDigits), NumberStyles.None, CultureInfo.InvariantCulture,
        out number);
}

/// <summary>What tells a data directory from a copy of it: a copy's birthTimes are created when it is made.</summary>
/// <param name="Database">When <c>appliance.db</c> was created, nanoseconds since 1970; 0 if the file system does
/// not counter it.</param>
/// <param name="Counter">When <c>appliance.commits</c> was.</param>
internal readonly record struct FileBirthTimes(long Database, long Counter);
