using System.Text.Json;

namespace Appliance.Plots;

/// <summary>What bench/run writes to throughput.json; members that could not be measured are null.</summary>
internal sealed record Results(
    string Machine, int Rounds, IReadOnlyList<Server> Servers, IReadOnlyList<SweepPoint> Connections)
{
    /// <exception cref="JsonException">It is no such file.</exception>
    public static Results Parse(string json) => Reader.Parse<Results>(json);
}

/// <summary>What one of them reached; resident is meant with 64 connections.</summary>
internal sealed record Server(
    string Name, Closed? Unpipelined, Closed? Pipelined, Paced? Paced, double? ResidentKb, Idle? Idle, double? StartMs,
    double? SizeBytes);

/// <summary>Each connection sends as soon as it is answered.</summary>
internal sealed record Closed(double PerSecond, double? CpuMicroseconds, double? P99Ms);

/// <summary>At a fixed rate.</summary>
internal sealed record Paced(int RatePerSecond, double? P50Ms, double? P90Ms, double? P99Ms, double? P999Ms);

internal sealed record Idle(int Connections, double? ResidentKb);

/// <summary>A server with so many connections.</summary>
internal sealed record SweepPoint(string Name, int Connections, double PerSecond, double? P99Ms);

/// <summary>
/// lookups.json, in which a time by the number of rooms is noted by hand or by a script:
/// <c>{"machine":"…","points":[{"what":"a lookup of any room","rooms":10,"ns":28}]}</c>.
/// </summary>
internal sealed record Lookups(string Machine, IReadOnlyList<LookupPoint> Points)
{
    /// <exception cref="JsonException">It is no such file.</exception>
    public static Lookups Parse(string json) => Reader.Parse<Lookups>(json);
}

internal sealed record LookupPoint(string What, int Rooms, double Ns);

internal static class Reader
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static T Parse<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("null");
}
