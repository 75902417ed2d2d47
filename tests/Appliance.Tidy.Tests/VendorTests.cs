namespace Appliance.Tidy.Tests;

/// <summary>A vendor is one folder: other code of src and generators does not name it.</summary>
public class VendorTests
{
    [Fact]
    public void Vendors_are_named_only_in_their_folders() => Findings.AssertNone(Names()
        .Where(name => !Vendors.IsAllowed(name.Path))
        .Select(name => $"{name.Path}:{name.Line}: {name.Found}"));

    [Fact]
    public void Every_allowed_place_names_a_vendor() => Findings.AssertNone(Vendors.Allowed
        .Except(Names().SelectMany(name => Vendors.Allowed.Where(allowed => Vendors.Covers(allowed, name.Path)))));

    [Theory]
    [InlineData("private readonly Hms100Rooms _rooms;")]
    [InlineData("private readonly EnableXRooms _rooms;")]
    [InlineData("public bool IsEnableX => true;")]
    [InlineData("case TokenApi.LiveKit:")]
    [InlineData("// As 100ms does.")]
    [InlineData("\"/v2/hms/rooms\"u8")]
    [InlineData("const string HMS_TOKEN = \"\";")]
    [InlineData("WriteHmsError();")]
    [InlineData("livekit_url")]
    [InlineData("Enablex")]
    public void A_planted_name_is_found(string line) => Assert.NotNull(Vendors.NameIn(line));

    [Theory]
    [InlineData("// At most 100 ms.")]
    [InlineData("private const string Rhythms = \"\";")]
    [InlineData("EnableExtraChecks();")]
    [InlineData("EnableXmlOutput();")]
    [InlineData("const int Wait100Milliseconds = 1;")]
    public void Other_words_are_no_vendors(string line) => Assert.Null(Vendors.NameIn(line));

    private static IEnumerable<(string Path, int Line, string? Found)> Names() => Files()
        .SelectMany(file => file.Lines.Select((line, index) => (file.Path, Line: index + 1, Text: line))
            .Prepend((file.Path, Line: 0, Text: file.Path)))
        .Select(line => (line.Path, line.Line, Vendors.NameIn(line.Text)))
        .Where(name => name.Item3 is not null);

    private static IEnumerable<(string Path, string[] Lines)> Files() => SourceTree.CSharp
        .Select(file => (file.Path, file.Lines))
        .Concat(new[] { "*.csproj", "*.props", "*.targets" }
            .SelectMany(SourceTree.Find)
            .Select(path => (Path: SourceTree.Relative(path), Lines: File.ReadAllLines(path))))
        .Where(file => file.Path.Split('/')[0] is "src" or "generators");
}
