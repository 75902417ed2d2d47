using System.Globalization;
using Appliance.Hosting.Benchmarks;
using Appliance.Hosting.Guide;
using Appliance.Hosting.Results;

namespace Appliance.Commands.Bench;

/// <summary>The result of the signing benchmark, as text and as JSON.</summary>
internal static class BenchSignReport
{
    private const int PsPerTenthOfNs = 100;

    public static void WriteText(ResultWriter result, SampleRequest sample, List<Timing> timings)
    {
        result.Text($"{sample.App.Name}: role {sample.Role.Name} in room {sample.RoomId}, SHA-256 of "
            + $"{BuildFacts.Sha256Name}\n\n");
        Table.Write(result, timings.Count + 1, index => index == 0
            ? ["", "ns", "best ns", "per second", "allocated"]
            : Row(timings[index - 1]));
    }

    public static void WriteJson(ResultWriter result, SampleRequest sample, List<Timing> timings)
    {
        JsonResult json = new(result);
        json.Open("{"u8);
        json.Member("app"u8, sample.App.Name);
        json.Member("room"u8, sample.RoomId);
        json.Member("role"u8, sample.Role.Name);
        json.Member("sha256"u8, BuildFacts.Sha256Name);
        json.Objects("results"u8, timings.Count, index => WriteJson(json, timings[index]));
        json.Close("}"u8);
        result.Text("\n");
    }

    private static void WriteJson(JsonResult json, Timing timing)
    {
        json.Member("name"u8, timing.Name);
        json.Member("count"u8, timing.Count);
        if (timing.IsTimed)
        {
            json.Member("nanoseconds"u8, timing.MedianPs / PsPerTenthOfNs, decimals: 1);
            json.Member("nanosecondsBest"u8, timing.BestPs / PsPerTenthOfNs, decimals: 1);
            json.Member("perSecond"u8, timing.PerSecond);
        }
        json.Member("allocatedBytes"u8, timing.AllocatedBytes);
    }

    private static string[] Row(Timing timing) =>
    [
        timing.Name,
        timing.IsTimed ? FixedPoint.ToText(timing.MedianPs / PsPerTenthOfNs, decimals: 1) : "-",
        timing.IsTimed ? FixedPoint.ToText(timing.BestPs / PsPerTenthOfNs, decimals: 1) : "-",
        timing.IsTimed ? timing.PerSecond.ToString(CultureInfo.InvariantCulture) : "-",
        timing.AllocatedBytes.ToString(CultureInfo.InvariantCulture) + " B",
    ];
}
