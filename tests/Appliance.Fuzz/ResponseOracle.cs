using System.Runtime.InteropServices;
using Appliance.Connections;
using Appliance.Http;
using Appliance.TestKit;

namespace Appliance.Fuzz;

/// <summary>Invariants of all bytes sent on a connection.</summary>
internal static class ResponseOracle
{
    /// <exception cref="Violation">An invariant is violated.</exception>
    public static void Check(in FuzzInput input, Transcript transcript)
    {
        TranscriptReader reader = new(input, transcript);
        bool isClosed = false;
        while (reader.TryRead(out Response? response, out HttpMethod? method))
        {
            Violation.Unless(!isClosed, "a response after Connection: close");
            CheckHead(response);
            BodyOracle.Check(response, method, input.ServerSetup);
            isClosed = response["Connection"] == "close";
            Violation.Unless(isClosed || !input.IsDraining, "a response without Connection: close while draining");
        }
        bool ends = transcript.TimedOut || transcript.Next == ConnectionPhase.Close;
        Violation.Unless(ends == isClosed, "Connection: close of the last response does not match the connection");
        int rejected = reader.Count - transcript.Methods.Count;
        Violation.Unless(
            rejected == 0 || (rejected == 1 && ends), "the number of responses does not match the requests");
    }

    /// <summary>The status of every final response, in order.</summary>
    /// <exception cref="Violation">A response is malformed or incomplete.</exception>
    public static List<int> Statuses(in FuzzInput input, Transcript transcript)
    {
        List<int> statuses = [];
        TranscriptReader reader = new(input, transcript);
        while (reader.TryRead(out Response? response, out _))
            statuses.Add(response.Status);
        return statuses;
    }

    /// <summary>The sent bytes without 100 (Continue).</summary>
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

    /// <summary>Every status is defined, and none is a server error: overload cannot occur here.</summary>
    private static void CheckHead(Response response)
    {
        HttpStatus status = (HttpStatus)response.Status;
        Violation.Unless(Enum.IsDefined(status), "an undefined status");
        Violation.Unless(
            status is not (HttpStatus.InternalServerError or HttpStatus.ServiceUnavailable), "a 500 or 503");
        Violation.Unless(
            response["Date"]?.Length == "Thu, 01 Jan 1970 00:00:00 GMT".Length, "a response without Date");
        Violation.Unless(
            status != HttpStatus.Unauthorized || response["WWW-Authenticate"] is not null, "a 401 without a challenge");
        Violation.Unless(status != HttpStatus.MethodNotAllowed || response["Allow"] is not null, "a 405 without Allow");
        Violation.Unless(
            response["Connection"] is null or "close" or "keep-alive", "an unknown Connection option");
    }
}
