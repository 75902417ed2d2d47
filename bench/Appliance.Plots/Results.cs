using System.Text.Json;

namespace Appliance.Plots;

/// <summary>throughput.json, as bench/run writes it; values that could not be measured are null.</summary>
internal sealed record Results(
    string Machine, int Rounds, IReadOnlyList<Server> Servers, IReadOnlyList<SweepPoint> Connections)
{
    /// <exception cref="JsonException">The text is not JSON or lacks a member.</exception>
    public static Results Parse(string json) => Reader.Parse<Results>(json);
}

/// <summary>The results of one server; ResidentKb is with 64 connections.</summary>
internal sealed record Server(
    string Name, Closed? Unpipelined, Closed? Pipelined, Paced? Paced, double? ResidentKb, Idle? Idle, double? StartMs,
    double? SizeBytes);

/// <summary>A closed loop: each connection sends as soon as it has the response.</summary>
internal sealed record Closed(double PerSecond, double? CpuMicroseconds, double? P99Ms);

/// <summary>A constant rate.</summary>
internal sealed record Paced(int RatePerSecond, double? P50Ms, double? P90Ms, double? P99Ms, double? P999Ms);

internal sealed record Idle(int Connections, double? ResidentKb);

/// <summary>The results of one server at one number of connections.</summary>
internal sealed record SweepPoint(string Name, int Connections, double PerSecond, double? P99Ms);

/// <summary>
/// lookups.json, the lookup time by the number of rooms, written by hand or by a script:
/// <c>{"machine":"…","points":[{"what":"a lookup of any room","rooms":10,"ns":28}]}</c>.
/// </summary>
internal sealed record Lookups(string Machine, IReadOnlyList<LookupPoint> Points)
{
    /// <exception cref="JsonException">The text is not JSON or lacks a member.</exception>
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
