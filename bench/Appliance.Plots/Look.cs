using System.Globalization;
using ScottPlot;

namespace Appliance.Plots;

/// <summary>Colours, type and axes that all pictures share.</summary>
internal static class Look
{
    public const string Appliance = "appliance";
    public const int WidthPixels = 1200;
    public const int HeightPixels = 700;
    private const string Font = "DejaVu Sans";

    private static readonly Color Ink = Color.FromHex("#24292f");
    private static readonly Color Grid = Color.FromHex("#e3e6ea");

    // One strong colour for the appliance, grey for the floor, quieter ones for the others.
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

    // For what is no server.
    private static readonly Color[] Others =
        [Color.FromHex("#0b63ce"), Color.FromHex("#e0a243"), Color.FromHex("#4fb3bf"), Color.FromHex("#9a6fc0")];

    /// <summary>A server's own colour, or that of the line with this number.</summary>
    public static Color ColorOf(string name, int index) =>
        Colors.GetValueOrDefault(name, Others[index % Others.Length]);

    public static float WidthOf(string server) => server == Appliance ? 4 : 2;

    /// <summary>Light, and with a title that says the unit.</summary>
    public static void Dress(Plot plot, string title)
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

    /// <summary>1,234 or 12.3 or 1.23: three digits that count.</summary>
    public static string Number(double value) => value switch
    {
        0 => "0",
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 0.1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
