using System.Diagnostics;
using System.Globalization;

namespace Appliance.Storage.Sqlite;

/// <summary>
/// The content of <c>appliance.commits</c>: three numbers of 19 digits, separated by spaces, and a line feed. They are
/// the number of commits and the birth times of <c>appliance.db</c> and of the file itself. Earlier versions wrote only
/// the first number, without a line feed.
/// </summary>
/// <param name="Commits">Number of acknowledged commits.</param>
/// <param name="BirthTimes">The files that the counter was written for; null in a file of an earlier version.</param>
internal readonly record struct CommitCounter(long Commits, FileBirthTimes? BirthTimes)
{
    /// <summary>The number of commits comes first and has a fixed width, so it can be overwritten in place.</summary>
    public const int CommitsDigits = 19;

    public const int BytesMax = 3 * (CommitsDigits + 1);

    /// <returns>Null if the content is malformed.</returns>
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

    /// <summary>Writes only the number of commits.</summary>
    /// <param name="commits">Not negative.</param>
    /// <param name="utf8">At least <see cref="CommitsDigits"/> bytes.</param>
    public static void Format(long commits, Span<byte> utf8)
    {
        bool fits = commits.TryFormat(utf8, out int digits, "D19", CultureInfo.InvariantCulture);
        Debug.Assert(fits && digits == CommitsDigits);
    }

    /// <summary>Writes a whole counter.</summary>
    /// <param name="commits">Not negative.</param>
    /// <param name="birthTimes">Birth times of the counted database and of the counter file.</param>
    /// <param name="utf8">At least <see cref="BytesMax"/> bytes.</param>
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

/// <summary>Distinguishes a data directory from a copy of it, whose files are created later.</summary>
/// <param name="Database">When <c>appliance.db</c> was created, nanoseconds since 1970; 0 if the file system does
/// not record it.</param>
/// <param name="Counter">The same for <c>appliance.commits</c>.</param>
internal readonly record struct FileBirthTimes(long Database, long Counter);
