using System.Globalization;
using System.Text;
using Xunit;

namespace Appliance.TestKit;

/// <summary>One HTTP answer as a strict client reads it: whatever is not exactly framed fails the test.</summary>
public sealed record Response(int Status, IReadOnlyDictionary<string, string> Fields, string Body)
{
    public bool IsInterim => Status < 200;

    public string? this[string name] => Fields.GetValueOrDefault(name);

    /// <summary>All of what a server said.</summary>
    /// <param name="sent">From the first answer's first byte.</param>
    /// <param name="isHead">Whether the request of the n-th final answer was HEAD.</param>
    public static IReadOnlyList<Response> ReadAll(ReadOnlySpan<byte> sent, Func<int, bool>? isHead = null)
    {
        IReadOnlyList<Response> responses = ReadComplete(sent, out int consumed, isHead);
        Assert.True(consumed == sent.Length, "an answer is not complete");
        return responses;
    }

    /// <summary>The answers that are there in whole; the last may still be on its way.</summary>
    public static IReadOnlyList<Response> ReadComplete(
        ReadOnlySpan<byte> sent, out int consumed, Func<int, bool>? isHead = null)
    {
        List<Response> responses = [];
        int finals = 0;
        consumed = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = sent[consumed..];
            int headBytes = rest.IndexOf("\r\n\r\n"u8);
            if (headBytes < 0)
                return responses;
            Response head = ReadHead(Encoding.Latin1.GetString(rest[..headBytes]));
            bool isFinal = !head.IsInterim;
            bool hasBody = isFinal && head.Status is not 204 and not 304 && isHead?.Invoke(finals) != true;
            finals += isFinal ? 1 : 0;
            int bodyBytes = hasBody ? int.Parse(head.Fields["Content-Length"], CultureInfo.InvariantCulture) : 0;
            rest = rest[(headBytes + 4)..];
            if (rest.Length < bodyBytes)
                return responses;
            responses.Add(head with { Body = Encoding.Latin1.GetString(rest[..bodyBytes]) });
            consumed += headBytes + 4 + bodyBytes;
        }
    }

    private static Response ReadHead(string head)
    {
        string[] lines = head.Split("\r\n");
        Assert.Matches("^HTTP/1\\.1 [1-5][0-9][0-9] [A-Za-z -]+$", lines[0]);
        int status = int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture);
        return new(status, lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase), "");
    }
}
