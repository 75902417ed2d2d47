using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A unit file of the repository (systemd.syntax(7)), with its assignments in order.</summary>
internal sealed class UnitFile
{
    private readonly List<(string Section, string Name, string Value)> _assignments = [];

    private UnitFile(string text)
    {
        string section = "";
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
                section = line.Trim('[', ']');
            else if (line is not ("" or ['#', ..]) && line.Split('=', 2) is [var name, var value])
                _assignments.Add((section, name, value));
        }
    }

    /// <summary>The folder with the repository's units.</summary>
    public static string Folder { get; } = Path.Combine(Places.Repository, "deploy/systemd");

    public static UnitFile Read(string name) => new(File.ReadAllText(Path.Combine(Folder, name)));

    /// <summary>All values of a name; empty if it is not assigned.</summary>
    public string[] All(string section, string name) =>
        [.. _assignments.Where(one => one.Section == section && one.Name == name).Select(one => one.Value)];

    /// <summary>The value of a name that is assigned exactly once.</summary>
    public string this[string section, string name] => Assert.Single(All(section, name));
}
