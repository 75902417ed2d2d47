using System.Buffers.Text;
using System.Diagnostics;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints.Responding;

/// <summary>Helpers that the responses of all APIs share.</summary>
internal static class Responses
{
    /// <summary>A name in quotes, each byte escaped to six.</summary>
    private const int QuotedNameBytesMax = 6 * EchoedName.BytesMax + 2;

    /// <summary>The longest <see cref="Member.Expected"/> or credential sentence.</summary>
    public const int ExpectedBytesMax = 256;

    /// <summary>A requirement or credential sentence in quotes, each byte escaped to six, for the longest <see
    /// cref="Member.Expected"/> or credential sentence.</summary>
    private const int QuotedExpectedBytesMax = 6 * ExpectedBytesMax + 2;

    /// <summary>Digits of an int.</summary>
    private const int DigitsMax = 10;

    /// <summary>The error body of <see cref="WriteError"/>.</summary>
    public static string ErrorBody(FailureRow row) => $$"""{"code":{{(int)row.Status}},"message":"{{row.Text}}"}""";

    /// <summary>An error body for paths of the appliance's own API; the row's title is the reason.</summary>
    public static string ReasonBody(FailureRow row) =>
        $$"""{"code":{{(int)row.Status}},"reason":"{{row.Title}}","message":"{{row.Text}}"}""";

    /// <summary>Writes a prepared JSON body.</summary>
    public static void WriteJson(this ref HttpResponse response, ReadOnlySpan<byte> body)
    {
        body.CopyTo(response.BodyBuffer);
        response.EndJson(body.Length);
    }

    /// <summary>Writes a prepared JSON body, replacing <c>{member}</c> and <c>{expected}</c> in its strings by the
    /// parts of the error.</summary>
    public static void WriteJson(this ref HttpResponse response, ReadOnlySpan<byte> body, scoped MemberError error)
    {
        ReadOnlySpan<byte> memberMark = "{member}"u8, expectedMark = "{expected}"u8;
        ReadOnlySpan<byte> name = Escaped(error.Name, stackalloc byte[QuotedNameBytesMax]);
        ReadOnlySpan<byte> expected = Escaped(error.Expected, stackalloc byte[QuotedExpectedBytesMax]);
        JsonWriter json = new(response.BodyBuffer);
        while (true)
        {
            int at = body.IndexOf((byte)'{');
            bool isMember = at >= 0 && body[at..].StartsWith(memberMark);
            bool isExpected = at >= 0 && body[at..].StartsWith(expectedMark);
            json.Raw(at < 0 ? body : body[..at]);
            if (at < 0)
                break;
            json.Raw(isMember ? name : isExpected ? expected : "{"u8);
            body = body[(at + (isMember ? memberMark.Length : isExpected ? expectedMark.Length : 1))..];
        }
        response.EndJson(json.Length);
    }

    /// <summary>The text escaped for a JSON string, without quotes.</summary>
    private static ReadOnlySpan<byte> Escaped(ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        JsonWriter quoted = new(buffer);
        quoted.String(text);
        Debug.Assert(!quoted.Overflowed);
        return buffer[1..(quoted.Length - 1)];
    }

    /// <summary>Sends the JSON that is already in the body buffer.</summary>
    public static void EndJson(this ref HttpResponse response, int bytes)
    {
        response.ContentKind = ContentKind.Json;
        response.BodyLength = bytes;
    }

    /// <summary>Adds Retry-After with a delay (RFC 9110, section 10.2.3).</summary>
    public static void AddRetryAfter(this ref HttpResponse response, int seconds)
    {
        ReadOnlySpan<byte> name = "Retry-After: "u8, end = "\r\n"u8;
        Span<byte> line = stackalloc byte[name.Length + DigitsMax + end.Length];
        name.CopyTo(line);
        Utf8Formatter.TryFormat(seconds, line[name.Length..], out int digits);
        end.CopyTo(line[(name.Length + digits)..]);
        response.AddHeader(line[..(name.Length + digits + end.Length)]);
    }

    /// <summary>Rejects a method other than GET and HEAD on a path of the appliance's own API.</summary>
    public static void RejectWrite(this ref HttpResponse response)
    {
        response.WriteError(HttpStatus.MethodNotAllowed, "Use GET or HEAD."u8);
        response.AddHeader("Allow: GET, HEAD\r\n"u8);
    }

    /// <summary>Writes <c>{"code":…,"message":…}</c>, for paths of the appliance's own API.</summary>
    public static void WriteError(this ref HttpResponse response, HttpStatus status, scoped ReadOnlySpan<byte> message)
    {
        response.Status = status;
        response.ContentKind = ContentKind.Json;
        JsonWriter body = new(response.BodyBuffer);
        body.Raw("{\"code\":"u8);
        body.Number((int)status);
        body.Raw(",\"message\":"u8);
        body.String(message);
        body.Raw("}"u8);
        response.BodyLength = body.Length;
    }
}
