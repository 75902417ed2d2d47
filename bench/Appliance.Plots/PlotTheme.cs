using System.Globalization;
using ScottPlot;

namespace Appliance.Plots;

/// <summary>Colours, fonts and axes of all figures.</summary>
internal static class PlotTheme
{
    public const string Appliance = "appliance";
    public const int WidthPixels = 1200;
    public const int HeightPixels = 700;
    private const string Font = "DejaVu Sans";

    private static readonly Color Ink = Color.FromHex("#24292f");
    private static readonly Color Grid = Color.FromHex("#e3e6ea");

    // A strong colour for the appliance, grey for the floor, lighter ones for the other servers.
    private static readonly Dictionary<string, Color> Colors = new()
    {
        [Appliance] = Color.FromHex("#0b63ce"),
        ["floor"] = Color.FromHex("#8a929b"),
        ["kestrel-hmac"] = Color.FromHex("#9a6fc0"),
        ["kestrel-identitymodel"] = Color.FromHex("#c9a3dd"),
        ["go"] = Color.FromHex("#4fb3bf"),
        ["nginx"] = Color.FromHex("#e0a243"),
        ["node"] = Color.FromHex("#86b45f"),
    };

    // For lines that are not servers.
    private static readonly Color[] LineColors =
        [Color.FromHex("#0b63ce"), Color.FromHex("#e0a243"), Color.FromHex("#4fb3bf"), Color.FromHex("#9a6fc0")];

    /// <summary>The server's colour, or for other names the colour at this index.</summary>
    public static Color ColorOf(string name, int index) =>
        Colors.GetValueOrDefault(name, LineColors[index % LineColors.Length]);

    public static float WidthOf(string server) => server == Appliance ? 4 : 2;

    /// <summary>Applies fonts, colours and the title, which includes the unit.</summary>
    public static void Apply(Plot plot, string title)
    {
        plot.Font.Set(Font);
        plot.Title(title, size: 16);
        plot.FigureBackground.Color = Color.FromHex("#ffffff");
        plot.DataBackground.Color = Color.FromHex("#ffffff");
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = Grid;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
    }

    public static void Save(Multiplot plots, string path) => plots.SavePng(path, WidthPixels, HeightPixels);

    /// <summary>Formats a value with three significant digits: 1,234 or 12.3 or 1.23.</summary>
    public static string Number(double value) => value switch
    {
        0 => "0",
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 0.1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
