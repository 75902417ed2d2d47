using ScottPlot;
using ScottPlot.MultiplotLayouts;

namespace Appliance.Plots;

/// <summary>One method a picture.</summary>
internal static class Pictures
{
    private const double KbPerMb = 1024;

    public static void Throughput(Results results, string path)
    {
        Multiplot plots = Panes(4, new Grid(2, 2));
        Bars(plots.GetPlot(0), "Requests a second, 64 connections", results, server => server.Unpipelined?.PerSecond);
        Bars(plots.GetPlot(1), "Requests a second, pipelined by 16", results, server => server.Pipelined?.PerSecond);
        Bars(plots.GetPlot(2), "CPU a request, µs, 64 connections", results,
            server => server.Unpipelined?.CpuMicroseconds);
        Bars(plots.GetPlot(3), "CPU a request, µs, pipelined by 16", results,
            server => server.Pipelined?.CpuMicroseconds);
        Look.Save(plots, path);
    }

    /// <summary>Each tick of the lower scale leaves a tenth of the requests that the one before leaves.</summary>
    public static void Latency(Results results, string path)
    {
        Multiplot plots = Panes(1, new Grid(1, 1));
        Plot plot = plots.GetPlot(0);
        int rate = results.Servers.Select(server => server.Paced?.RatePerSecond).First(rate => rate is not null)!.Value;
        Panels.Lines(plot,
            $"Latency at {Look.Number(rate)} requests a second, ms by percentile, without stalls of the machine",
            results.Servers.SelectMany(Percentiles));
        Panels.Name(plot, [(2, "50%"), (10, "90%"), (100, "99%"), (1000, "99.9%")]);
        plot.ShowLegend(Alignment.UpperLeft);
        Look.Save(plots, path);
    }

    public static void Connections(Results results, string path)
    {
        Multiplot plots = Panes(2, new Grid(1, 2));
        Panels.Lines(plots.GetPlot(0), "Requests a second by connections",
            results.Connections.Select(point => (point.Name, (double)point.Connections, point.PerSecond)),
            logarithmicY: false);
        Panels.Lines(plots.GetPlot(1), "p99, ms, by connections",
            results.Connections.Where(point => point.P99Ms is not null)
                .Select(point => (point.Name, (double)point.Connections, point.P99Ms!.Value)));
        foreach (Plot plot in plots.GetPlots())
        {
            Panels.Name(plot, results.Connections.Select(point => point.Connections).Distinct()
                .Select(count => ((double)count, Look.Number(count))));
        }
        plots.GetPlot(0).ShowLegend(Alignment.LowerRight);
        plots.GetPlot(1).HideLegend();
        Look.Save(plots, path);
    }

    public static void Footprint(Results results, string path)
    {
        Multiplot plots = Panes(4, new Grid(2, 2));
        Bars(plots.GetPlot(0), "Spawn to first answer, ms", results, server => server.StartMs);
        Bars(plots.GetPlot(1), "Size, MB", results, server => server.SizeBytes / KbPerMb / KbPerMb);
        Bars(plots.GetPlot(2), "Resident with 64 connections, MB", results, server => server.ResidentKb / KbPerMb);
        Bars(plots.GetPlot(3), "Resident with 10,000 idle connections, MB", results,
            server => server.Idle?.ResidentKb / KbPerMb);
        Look.Save(plots, path);
    }

    public static void Rooms(Lookups lookups, string path)
    {
        Multiplot plots = Panes(1, new Grid(1, 1));
        Plot plot = plots.GetPlot(0);
        Panels.Lines(plot, "A lookup, ns, by rooms in the policy",
            lookups.Points.Select(point => (point.What, (double)point.Rooms, point.Ns)), logarithmicY: false);
        Panels.Name(plot, lookups.Points.Select(point => point.Rooms).Distinct()
            .Select(rooms => ((double)rooms, Look.Number(rooms))));
        plot.ShowLegend(Alignment.UpperLeft);
        Look.Save(plots, path);
    }

    private static Multiplot Panes(int count, IMultiplotLayout layout)
    {
        Multiplot plots = new() { Layout = layout };
        plots.AddPlots(count);
        return plots;
    }

    private static void Bars(Plot plot, string title, Results results, Func<Server, double?> value) =>
        Panels.Bars(plot, title, results.Servers.Select(server => (server.Name, value(server))));

    private static IEnumerable<(string Name, double X, double Y)> Percentiles(Server server)
    {
        (double X, double? Ms)[] all =
        [
            (2, server.Paced?.P50Ms), (10, server.Paced?.P90Ms), (100, server.Paced?.P99Ms),
            (1000, server.Paced?.P999Ms),
        ];
        return all.Where(point => point.Ms > 0).Select(point => (server.Name, point.X, point.Ms!.Value));
    }
}
