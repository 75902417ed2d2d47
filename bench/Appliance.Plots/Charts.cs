using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Appliance.Plots;

/// <summary>The two kinds of charts in the figures.</summary>
internal static class Charts
{
    /// <summary>Draws a horizontal bar for each server, the first at the top, labelled with its value. Skips servers
    /// without a value.</summary>
    public static void Bars(Plot plot, string title, IEnumerable<(string Name, double? Value)> values)
    {
        (string Name, double Value)[] known =
            [.. values.Where(value => value.Value is not null).Select(value => (value.Name, value.Value!.Value))];
        PlotTheme.Apply(plot, title);
        Bar[] bars =
        [
            .. known.Select((value, index) => new Bar
            {
                Position = -index,
                Value = value.Value,
                FillColor = PlotTheme.ColorOf(value.Name, index),
                LineWidth = 0,
                Size = 0.75,
                Label = PlotTheme.Number(value.Value),
            }),
        ];
        BarPlot drawn = plot.Add.Bars(bars);
        drawn.Horizontal = true;
        drawn.ValueLabelStyle.FontSize = 13;
        drawn.ValueLabelStyle.FontName = plot.Axes.Title.Label.FontName;
        plot.Axes.Left.TickGenerator = new NumericManual(
            [.. known.Select((value, index) => new Tick(-index, value.Name))]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.IsVisible = false;
        plot.HideGrid();
        double max = known.Select(value => value.Value).DefaultIfEmpty(1).Max();
        plot.Axes.SetLimits(0, max * 1.25, -known.Length + 0.4, 0.6);
    }

    /// <summary>Draws a line for each name. The x axis is logarithmic, the y axis optionally.</summary>
    public static void Lines(
        Plot plot, string title, IEnumerable<(string Name, double X, double Y)> points, bool logarithmicY = true)
    {
        PlotTheme.Apply(plot, title);
        // The appliance last, so that no other line covers it.
        foreach ((int index, IGrouping<string, (string Name, double X, double Y)> line) in points
            .GroupBy(point => point.Name)
            .OrderBy(line => line.Key == PlotTheme.Appliance)
            .Index())
        {
            Scatter drawn = plot.Add.Scatter(
                line.Select(point => Math.Log10(point.X)).ToArray(),
                line.Select(point => logarithmicY ? Math.Log10(point.Y) : point.Y).ToArray());
            drawn.LegendText = line.Key;
            drawn.Color = PlotTheme.ColorOf(line.Key, index);
            drawn.LineWidth = PlotTheme.WidthOf(line.Key);
            drawn.MarkerSize = 4 + PlotTheme.WidthOf(line.Key);
        }
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.AutoScale();
        if (logarithmicY)
            TicksOfOneTwoFive(plot);
        else
            FromZero(plot);
        plot.Legend.FontSize = 13;
        plot.Legend.FontName = plot.Axes.Title.Label.FontName;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowOffset = new(0, 0);
    }

    /// <summary>Sets labelled ticks on the logarithmic x axis.</summary>
    public static void SetXTicks(Plot plot, IEnumerable<(double X, string Text)> ticks) =>
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. ticks.Select(tick => new Tick(Math.Log10(tick.X), tick.Text))]);

    private static void TicksOfOneTwoFive(Plot plot) => plot.Axes.Left.TickGenerator = new NumericManual(
    [
        .. Enumerable.Range(-4, 12)
            .SelectMany(power => new[] { 1.0, 2, 5 }.Select(digit => digit * Math.Pow(10, power)))
            .Select(value => new Tick(Math.Log10(value), PlotTheme.Number(value))),
    ]);

    private static void FromZero(Plot plot)
    {
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = PlotTheme.Number };
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top * 1.05);
    }
}
