using Appliance.Testing;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>What came of a sequence.</summary>
internal sealed record Outcome
{
    /// <summary>All that the connection was answered, interim answers included.</summary>
    public IReadOnlyList<Response> Responses { get; init; } = [];

    public IReadOnlyList<Response> Finals => [.. Responses.Where(response => !response.IsInterim)];

    /// <summary>When the server closed the connection, without having been told that no more would come.</summary>
    public TimeSpan? ClosedAfter { get; init; }

    /// <summary>How often a request was sent in a lockstep.</summary>
    public int Sent { get; init; }

    /// <summary>Where a stream was cut so that it was answered otherwise than in one piece.</summary>
    public IReadOnlyList<int> CutsThatMatter { get; init; } = [];

    /// <summary>The answers to requests that were under way when the server was told to stop.</summary>
    public IReadOnlyList<Response?> InFlight { get; init; } = [];

    /// <summary>After it all, the server answers another client.</summary>
    public bool IsServerAlive { get; init; }

    public long ResidentGrowthKib { get; init; }

    /// <summary>Of one core, while connections waited that could not be accepted.</summary>
    public double ProcessorShare { get; init; }

    public int ExitCode { get; init; }

    /// <summary>From the signal to the end.</summary>
    public TimeSpan ExitAfter { get; init; }

    /// <summary>The last whole line of the server's log.</summary>
    public string LastLogLine { get; init; } = "";
}
