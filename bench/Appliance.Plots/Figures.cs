using ScottPlot;
using ScottPlot.MultiplotLayouts;

namespace Appliance.Plots;

/// <summary>Draws the figures, one method per PNG file.</summary>
internal static class Figures
{
    private const double KbPerMb = 1024;

    public static void Throughput(Results results, string path)
    {
        Multiplot plots = CreatePlots(4, new Grid(2, 2));
        Bars(plots.GetPlot(0), "Requests/s, 64 connections", results, server => server.Unpipelined?.PerSecond);
        Bars(plots.GetPlot(1), "Requests/s, pipelined by 16", results, server => server.Pipelined?.PerSecond);
        Bars(plots.GetPlot(2), "CPU per request, µs, 64 connections", results,
            server => server.Unpipelined?.CpuMicroseconds);
        Bars(plots.GetPlot(3), "CPU per request, µs, pipelined by 16", results,
            server => server.Pipelined?.CpuMicroseconds);
        PlotTheme.Save(plots, path);
    }

    /// <summary>Latency by percentile. From 90% on, each tick of the x axis leaves a tenth of the requests of the tick
    /// before.</summary>
    public static void Latency(Results results, string path)
    {
        Multiplot plots = CreatePlots(1, new Grid(1, 1));
        Plot plot = plots.GetPlot(0);
        int rate = results.Servers.Select(server => server.Paced?.RatePerSecond).First(rate => rate is not null)!.Value;
        Charts.Lines(plot,
            $"Latency at {PlotTheme.Number(rate)} requests/s, ms by percentile, without stalls of the machine",
            results.Servers.SelectMany(Percentiles));
        Charts.SetXTicks(plot, [(2, "50%"), (10, "90%"), (100, "99%"), (1000, "99.9%")]);
        plot.ShowLegend(Alignment.UpperLeft);
        PlotTheme.Save(plots, path);
    }

    public static void Connections(Results results, string path)
    {
        Multiplot plots = CreatePlots(2, new Grid(1, 2));
        Charts.Lines(plots.GetPlot(0), "Requests/s by connections",
            results.Connections.Select(point => (point.Name, (double)point.Connections, point.PerSecond)),
            logarithmicY: false);
        Charts.Lines(plots.GetPlot(1), "p99, ms, by connections",
            results.Connections.Where(point => point.P99Ms is not null)
                .Select(point => (point.Name, (double)point.Connections, point.P99Ms!.Value)));
        foreach (Plot plot in plots.GetPlots())
        {
            Charts.SetXTicks(plot, results.Connections.Select(point => point.Connections).Distinct()
                .Select(count => ((double)count, PlotTheme.Number(count))));
        }
        plots.GetPlot(0).ShowLegend(Alignment.LowerRight);
        plots.GetPlot(1).HideLegend();
        PlotTheme.Save(plots, path);
    }

    public static void Footprint(Results results, string path)
    {
        Multiplot plots = CreatePlots(4, new Grid(2, 2));
        Bars(plots.GetPlot(0), "Spawn to first response, ms", results, server => server.StartMs);
        Bars(plots.GetPlot(1), "Size, MB", results, server => server.SizeBytes / KbPerMb / KbPerMb);
        Bars(plots.GetPlot(2), "Resident with 64 connections, MB", results, server => server.ResidentKb / KbPerMb);
        Bars(plots.GetPlot(3), "Resident with 10,000 idle connections, MB", results,
            server => server.Idle?.ResidentKb / KbPerMb);
        PlotTheme.Save(plots, path);
    }

    public static void Rooms(Lookups lookups, string path)
    {
        Multiplot plots = CreatePlots(1, new Grid(1, 1));
        Plot plot = plots.GetPlot(0);
        Charts.Lines(plot, "Lookup time, ns, by rooms in the policy",
            lookups.Points.Select(point => (point.What, (double)point.Rooms, point.Ns)), logarithmicY: false);
        Charts.SetXTicks(plot, lookups.Points.Select(point => point.Rooms).Distinct()
            .Select(rooms => ((double)rooms, PlotTheme.Number(rooms))));
        plot.ShowLegend(Alignment.UpperLeft);
        PlotTheme.Save(plots, path);
    }

    private static Multiplot CreatePlots(int count, IMultiplotLayout layout)
    {
        Multiplot plots = new() { Layout = layout };
        plots.AddPlots(count);
        return plots;
    }

    private static void Bars(Plot plot, string title, Results results, Func<Server, double?> value) =>
        Charts.Bars(plot, title, results.Servers.Select(server => (server.Name, value(server))));

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
