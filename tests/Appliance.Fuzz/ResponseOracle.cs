using System.Runtime.InteropServices;
using Appliance.Http;

namespace Appliance.Fuzz;

/// <summary>What must hold of everything that was sent on a connection.</summary>
internal static class ResponseOracle
{
    /// <exception cref="Violation">It does not hold.</exception>
    public static void Check(in FuzzInput input, Transcript transcript)
    {
        ResponseReader reader = new(input, transcript);
        bool isClosed = false;
        while (reader.TryRead(out Response response, out HttpMethod? method))
        {
            Violation.Unless(!isClosed, "an answer after the one that announced the close");
            CheckHead(response);
            BodyOracle.Check(response, method, input.ServerSetup);
            isClosed = response["Connection"u8].SequenceEqual("close"u8);
            Violation.Unless(isClosed || !input.IsDraining, "an answer while draining that does not close");
        }
        bool ends = transcript.TimedOut || transcript.Next == SessionAction.Close;
        Violation.Unless(ends == isClosed, "the last answer and the connection differ on whether it closes");
        int refused = reader.Count - transcript.Methods.Count;
        Violation.Unless(refused == 0 || (refused == 1 && ends), "not as many answers as requests");
    }

    /// <summary>The status of every final answer, in order.</summary>
    /// <exception cref="Violation">They are not whole answers.</exception>
    public static List<int> Statuses(in FuzzInput input, Transcript transcript)
    {
        List<int> statuses = [];
        ResponseReader reader = new(input, transcript);
        while (reader.TryRead(out Response response, out _))
            statuses.Add(response.Status);
        return statuses;
    }

    /// <summary>What was sent, but for 100 (Continue).</summary>
    public static List<byte> WithoutInterim(List<byte> sent)
    {
        ReadOnlySpan<byte> interim = "HTTP/1.1 100 Continue\r\n\r\n"u8;
        List<byte> finals = [];
        ReadOnlySpan<byte> rest = CollectionsMarshal.AsSpan(sent);
        for (int at = rest.IndexOf(interim); at >= 0; at = rest.IndexOf(interim))
        {
            finals.AddRange(rest[..at]);
            rest = rest[(at + interim.Length)..];
        }
        finals.AddRange(rest);
        return finals;
    }

    /// <summary>Every status has a name, and none is a mistake of ours: nothing here is ever busy.</summary>
    private static void CheckHead(in Response response)
    {
        HttpStatus status = (HttpStatus)response.Status;
        Violation.Unless(Enum.IsDefined(status), "a status without a name");
        Violation.Unless(
            status is not (HttpStatus.InternalServerError or HttpStatus.ServiceUnavailable), "a mistake of ours");
        Violation.Unless(response["Date"u8].Length == "Thu, 01 Jan 1970 00:00:00 GMT".Length, "an answer without Date");
        bool hasNoBody = status is HttpStatus.NoContent or HttpStatus.NotModified;
        Violation.Unless(response.ContentLength is null == hasNoBody, "a Content-Length out of place");
        Violation.Unless(
            status != HttpStatus.Unauthorized || !response["WWW-Authenticate"u8].IsEmpty, "a 401 without a challenge");
        Violation.Unless(status != HttpStatus.MethodNotAllowed || !response["Allow"u8].IsEmpty, "a 405 without Allow");
        ReadOnlySpan<byte> connection = response["Connection"u8];
        Violation.Unless(
            connection.IsEmpty || connection.SequenceEqual("close"u8) || connection.SequenceEqual("keep-alive"u8),
            "a Connection that means nothing");
    }
}
