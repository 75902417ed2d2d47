using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Appliance.Plots;

/// <summary>The two kinds of panels that pictures are made of.</summary>
internal static class Panels
{
    /// <summary>A bar for each server, the first on top, with its value at its end.</summary>
    public static void Bars(Plot plot, string title, IEnumerable<(string Name, double? Value)> values)
    {
        (string Name, double Value)[] known =
            [.. values.Where(value => value.Value is not null).Select(value => (value.Name, value.Value!.Value))];
        Look.Dress(plot, title);
        Bar[] bars =
        [
            .. known.Select((value, index) => new Bar
            {
                Position = -index,
                Value = value.Value,
                FillColor = Look.ColorOf(value.Name, index),
                LineWidth = 0,
                Size = 0.75,
                Label = Look.Number(value.Value),
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
        double most = known.Select(value => value.Value).DefaultIfEmpty(1).Max();
        plot.Axes.SetLimits(0, most * 1.25, -known.Length + 0.4, 0.6);
    }

    /// <summary>A line for each name, both axes being logarithms to base ten of what is shown.</summary>
    public static void Lines(
        Plot plot, string title, IEnumerable<(string Name, double X, double Y)> points, bool logarithmicY = true)
    {
        Look.Dress(plot, title);
        // The appliance last, so that nothing covers it.
        foreach ((int index, IGrouping<string, (string Name, double X, double Y)> line) in points
            .GroupBy(point => point.Name)
            .OrderBy(line => line.Key == Look.Appliance)
            .Index())
        {
            Scatter drawn = plot.Add.Scatter(
                line.Select(point => Math.Log10(point.X)).ToArray(),
                line.Select(point => logarithmicY ? Math.Log10(point.Y) : point.Y).ToArray());
            drawn.LegendText = line.Key;
            drawn.Color = Look.ColorOf(line.Key, index);
            drawn.LineWidth = Look.WidthOf(line.Key);
            drawn.MarkerSize = 4 + Look.WidthOf(line.Key);
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

    /// <summary>Ticks under a logarithmic axis, at values that have names.</summary>
    public static void Name(Plot plot, IEnumerable<(double X, string Text)> ticks) =>
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. ticks.Select(tick => new Tick(Math.Log10(tick.X), tick.Text))]);

    private static void TicksOfOneTwoFive(Plot plot) => plot.Axes.Left.TickGenerator = new NumericManual(
    [
        .. Enumerable.Range(-4, 12)
            .SelectMany(power => new[] { 1.0, 2, 5 }.Select(digit => digit * Math.Pow(10, power)))
            .Select(value => new Tick(Math.Log10(value), Look.Number(value))),
    ]);

    private static void FromZero(Plot plot)
    {
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = Look.Number };
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top * 1.05);
    }
}
