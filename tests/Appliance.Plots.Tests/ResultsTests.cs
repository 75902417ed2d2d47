using System.Text.Json;

namespace Appliance.Plots.Tests;

/// <summary>throughput.json as bench/run writes it is read and drawn, including values that are null.</summary>
public class ResultsTests
{
    private const string Sample = """
        {
          "machine": "2 cores",
          "rounds": 5,
          "servers": [
            {
              "name": "appliance",
              "unpipelined": { "perSecond": 54625, "cpuMicroseconds": 7.75, "p50Ms": 1, "p99Ms": 8.5, "failed": 0 },
              "pipelined": { "perSecond": 259657, "cpuMicroseconds": 2.53, "p50Ms": 3, "p99Ms": 9, "failed": 0 },
              "paced": { "ratePerSecond": 5000, "p50Ms": 0.2, "p90Ms": 0.5, "p99Ms": 1.5, "p999Ms": 4.5, "failed": 0 },
              "residentKb": 3304,
              "idle": { "connections": 10000, "closedByServer": 0, "residentKb": 5828 },
              "startMs": 2.422,
              "sizeBytes": 2948816
            },
            {
              "name": "other", "unpipelined": null, "pipelined": null, "paced": null, "residentKb": null, "idle": null,
              "startMs": null, "sizeBytes": null
            }
          ],
          "connections": [
            { "name": "appliance", "connections": 1, "perSecond": 9325, "cpuMicroseconds": 36.96, "p99Ms": 2.01 },
            { "name": "appliance", "connections": 64, "perSecond": 54625, "cpuMicroseconds": 7.75, "p99Ms": null }
          ],
          "threads": { "ratio": 1.05 },
          "targets": [],
          "skipped": []
        }
        """;

    [Fact]
    public void Results_have_the_values_of_throughput_json()
    {
        Results results = Results.Parse(Sample);
        Server appliance = results.Servers[0];
        Assert.Equal(("2 cores", 5, 2), (results.Machine, results.Rounds, results.Servers.Count));
        Assert.Equal(54625, appliance.Unpipelined?.PerSecond);
        Assert.Equal(2.53, appliance.Pipelined?.CpuMicroseconds);
        Assert.Equal((5000, 4.5), (appliance.Paced?.RatePerSecond, appliance.Paced?.P999Ms));
        Assert.Equal((3304, 5828), (appliance.ResidentKb, appliance.Idle?.ResidentKb));
        Assert.Equal((2.422, 2948816), (appliance.StartMs, appliance.SizeBytes));
        Assert.Equal(new SweepPoint("appliance", 1, 9325, 2.01), results.Connections[0]);
    }

    [Fact]
    public void Json_without_a_required_member_is_rejected() =>
        Assert.Throws<JsonException>(() => Results.Parse("""{"machine":"x"}"""));

    [Fact]
    public void Lookups_json_is_read_as_points() => Assert.Equal(
        [new LookupPoint("a lookup of any room", 10, 28), new LookupPoint("a lookup of any room", 1000, 45.5)],
        Lookups.Parse("""
            {"machine":"2 cores","points":[
              {"what":"a lookup of any room","rooms":10,"ns":28},
              {"what":"a lookup of any room","rooms":1000,"ns":45.5}]}
            """).Points);

    [Fact]
    public void Server_without_values_is_left_out_of_the_figures()
    {
        string folder = Directory.CreateTempSubdirectory("plots").FullName;
        try
        {
            string path = Path.Combine(folder, "figure.png");
            Results results = Results.Parse(Sample);
            foreach (Action<Results, string> draw in new[]
                { Figures.Throughput, Figures.Latency, Figures.Connections, Figures.Footprint })
            {
                draw(results, path);
                byte[] png = File.ReadAllBytes(path);
                Assert.Equal("PNG\r\n"u8, png.AsSpan(1, 5));
                File.Delete(path);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
