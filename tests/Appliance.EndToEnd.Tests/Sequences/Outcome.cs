using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>The outcome of a sequence.</summary>
internal sealed record Outcome
{
    /// <summary>All responses on the connection, including interim responses.</summary>
    public IReadOnlyList<Response> Responses { get; init; } = [];

    public IReadOnlyList<Response> Finals => [.. Responses.Where(response => !response.IsInterim)];

    /// <summary>When the server closed the connection while the client's side was still open.</summary>
    public TimeSpan? ClosedAfter { get; init; }

    /// <summary>The number of requests sent in lockstep.</summary>
    public int Sent { get; init; }

    /// <summary>Positions at which splitting the stream changed the response.</summary>
    public IReadOnlyList<int> CutsWithOtherResponse { get; init; } = [];

    /// <summary>The responses to requests in flight when the server received the signal.</summary>
    public IReadOnlyList<Response?> InFlight { get; init; } = [];

    /// <summary>The server still responds to another client afterwards.</summary>
    public bool IsServerAlive { get; init; }

    public long ResidentGrowthKib { get; init; }

    /// <summary>Share of one core while connections waited in the backlog.</summary>
    public double ProcessorShare { get; init; }

    public int ExitCode { get; init; }

    /// <summary>Time from the signal to the exit.</summary>
    public TimeSpan ExitAfter { get; init; }

    /// <summary>The last complete line of the server's log.</summary>
    public string LastLogLine { get; init; } = "";
}
