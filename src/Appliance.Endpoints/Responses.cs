using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Appliance.Http;
using Appliance.Json;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>What every API's answers have in common.</summary>
internal static class Responses
{
    /// <summary>A name with each byte escaped to six, in quotes.</summary>
    private const int QuotedNameBytesMax = 6 * CallerText.EchoedNameBytesMax + 2;

    /// <summary>The longest of <see cref="Member.Expected"/> and of the sentences on credentials, likewise.</summary>
    private const int QuotedExpectedBytesMax = 6 * CredentialRejection.SentenceBytesMax + 2;

    /// <summary>Those of an int.</summary>
    private const int DigitsMax = 10;

    /// <summary>The bodies of a table of failures, made once.</summary>
    /// <param name="count">Rows of the table.</param>
    /// <param name="bodyOf">A row's body, ASCII.</param>
    public static byte[][] BodiesOf(int count, Func<int, string> bodyOf)
    {
        byte[][] bodies = new byte[count][];
        for (int row = 0; row < count; row++)
            bodies[row] = Encoding.ASCII.GetBytes(bodyOf(row));
        return bodies;
    }

    /// <summary>A body of such a table for paths that belong to no vendor's API.</summary>
    public static string ReasonBody(HttpStatus status, string reason, string message) =>
        $$"""{"code":{{(int)status}},"reason":"{{reason}}","message":"{{message}}"}""";

    /// <summary>Answers with a ready JSON body.</summary>
    public static void WriteJson(this ref HttpResponse response, ReadOnlySpan<byte> body)
    {
        body.CopyTo(response.BodyBuffer);
        response.EndJson(body.Length);
    }

    /// <summary>Answers with a ready JSON body, in whose texts <c>{member}</c> and <c>{expected}</c> stand for the two
    /// parts of the fault.</summary>
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

    /// <summary>A text as it stands between the quotes of a JSON string.</summary>
    private static ReadOnlySpan<byte> Escaped(ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        JsonWriter quoted = new(buffer);
        quoted.String(text);
        Debug.Assert(!quoted.Overflowed);
        return buffer[1..(quoted.Length - 1)];
    }

    /// <summary>Answers with the JSON that stands in the body buffer already.</summary>
    public static void EndJson(this ref HttpResponse response, int bytes)
    {
        response.ContentKind = ContentKind.Json;
        response.BodyLength = bytes;
    }

    /// <summary>Answers with a token that stands in the body buffer already, behind room for what goes before it, and
    /// is signed when the answer is sent.</summary>
    public static void WriteToken(
        this ref HttpResponse response, PendingSignatures signatures, in UnsignedToken token, ReadOnlySpan<byte> before,
        int tokenBytes, ReadOnlySpan<byte> after)
    {
        before.CopyTo(response.BodyBuffer);
        after.CopyTo(response.BodyBuffer[(before.Length + tokenBytes)..]);
        response.ContentKind = ContentKind.Json;
        response.NoStore = true;
        response.BodyLength = before.Length + tokenBytes + after.Length;
        signatures.LeaveUnsealed(token, before.Length, ref response);
    }

    /// <summary>Says after how many seconds to ask again (RFC 9110, section 10.2.3).</summary>
    public static void AddRetryAfter(this ref HttpResponse response, int seconds)
    {
        ReadOnlySpan<byte> name = "Retry-After: "u8, end = "\r\n"u8;
        Span<byte> line = stackalloc byte[name.Length + DigitsMax + end.Length];
        name.CopyTo(line);
        Utf8Formatter.TryFormat(seconds, line[name.Length..], out int digits);
        end.CopyTo(line[(name.Length + digits)..]);
        response.AddHeader(line[..(name.Length + digits + end.Length)]);
    }

    /// <summary>Answers with <c>{"code":…,"message":…}</c>, for paths that belong to no vendor's API.</summary>
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
