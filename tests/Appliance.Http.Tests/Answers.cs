using System.Globalization;
using System.Text;

namespace Appliance.Http.Tests;

/// <summary>One answer as a client reads it.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Fields, string Body)
{
    public bool IsInterim => Status < 200;

    public string? this[string name] => Fields.GetValueOrDefault(name);
}

/// <summary>A strict client: whatever is not exactly framed fails the test.</summary>
internal static class Answers
{
    /// <param name="isHead">Whether the request of the n-th final answer was HEAD.</param>
    public static IReadOnlyList<Answer> Read(byte[] sent, Func<int, bool>? isHead = null)
    {
        string rest = Encoding.Latin1.GetString(sent);
        var answers = new List<Answer>();
        int finals = 0;
        while (rest.Length > 0)
        {
            int end = rest.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            Assert.True(end >= 0, "an answer's head is not complete");
            string[] lines = rest[..end].Split("\r\n");
            rest = rest[(end + 4)..];
            Assert.Matches("^HTTP/1\\.1 [1-5][0-9][0-9] [A-Za-z -]+$", lines[0]);
            int status = int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture);
            Dictionary<string, string> fields = lines.Skip(1).Select(line => line.Split(": ", 2))
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            bool hasBody = status is >= 200 and not 204 and not 304;
            int length = hasBody ? int.Parse(fields["Content-Length"], CultureInfo.InvariantCulture) : 0;
            if (status >= 200 && isHead?.Invoke(finals++) == true)
                length = 0;
            answers.Add(new Answer(status, fields, rest[..length]));
            rest = rest[length..];
        }
        return answers;
    }

    public static IReadOnlyList<Answer> Of(string stream, HttpLimits? limits = null) =>
        Read(Conversation.Of(stream, limits).Sent);

    /// <summary>The only answer there is.</summary>
    public static Answer One(string stream, HttpLimits? limits = null) => Assert.Single(Of(stream, limits));

    public static IReadOnlyList<int> Statuses(string stream, HttpLimits? limits = null) =>
        [.. Of(stream, limits).Select(answer => answer.Status)];
}
