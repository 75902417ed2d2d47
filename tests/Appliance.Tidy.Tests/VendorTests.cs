namespace Appliance.Tidy.Tests;

/// <summary>A vendor is one folder: other code of src and generators does not name it.</summary>
public class VendorTests
{
    /// <summary>Files that name a vendor, and must not.</summary>
    private static readonly string[] Known =
    [
        "generators/Appliance.PolicyGenerator/Bind/AppBinder.cs",
        "generators/Appliance.PolicyGenerator/Bind/Exposure.cs",
        "generators/Appliance.PolicyGenerator/Bind/TemplateIdBinder.cs",
        "generators/Appliance.PolicyGenerator/Bind/TokenEndpointBinder.cs",
        "generators/Appliance.PolicyGenerator/Bind/VideoGrantBinder.cs",
        "generators/Appliance.PolicyGenerator/Model/AppModel.cs",
        "src/Appliance.Endpoints/ApiHandler.cs",
        "src/Appliance.Endpoints/ApiServices.cs",
        "src/Appliance.Endpoints/BackEndCredentials.cs",
        "src/Appliance.Endpoints/CredentialRejection.cs",
        "src/Appliance.Endpoints/EnableX/",
        "src/Appliance.Endpoints/Hms100/",
        "src/Appliance.Endpoints/LiveKit/",
        "src/Appliance.Endpoints/NotFoundEndpoint.cs",
        "src/Appliance.Endpoints/RateLimits/RateLimiterSet.cs",
        "src/Appliance.Endpoints/Redemption/PresentedClaims.cs",
        "src/Appliance.Endpoints/Redemption/TokenCheck.cs",
        "src/Appliance.Endpoints/Requests/MemberValues.cs",
        "src/Appliance.Endpoints/Rooms/RoomCode.cs",
        "src/Appliance.Endpoints/Rooms/RoomPageQuery.cs",
        "src/Appliance.Endpoints/Rooms/RoomsEndpoint.cs",
        "src/Appliance.Endpoints/Route.cs",
        "src/Appliance.Endpoints/RoutePatterns.cs",
        "src/Appliance.Endpoints/Tenant.cs",
        "src/Appliance.Endpoints/Tenants.cs",
        "src/Appliance.Endpoints/VendorErrors.cs",
        "src/Appliance.Endpoints/VendorPath.cs",
        "src/Appliance.Endpoints/Workspace.cs",
        "src/Appliance.Tokens/BearerToken.cs",
        "src/Appliance.Tokens/BearerVerdict.cs",
        "src/Appliance.Tokens/LiveKitAccessToken.cs",
        "src/Appliance.Tokens/ManagementToken.cs",
        "src/Appliance.Tokens/TokenClaim.cs",
        "src/Appliance/Commands/Bench/BenchSignCommand.cs",
        "src/Appliance/Commands/Bench/RequestBenchmark.cs",
        "src/Appliance/Commands/Explain/Explanation.cs",
        "src/Appliance/Commands/RedeemCall.cs",
        "src/Appliance/Commands/ServeCommand.cs",
        "src/Appliance/Commands/TokenCommand.cs",
        "src/Appliance/Results/PolicyText.cs",
        "src/Appliance/Serving/DevExamples.cs",
        "src/Appliance/Serving/SampleRequest.cs",
        "src/Appliance/Serving/StartupWarnings.cs",
        "src/Appliance/Settings/AllSettings.cs",
        "src/Appliance/Settings/MemoryPlan.cs",
    ];

    [Fact]
    public void Vendors_are_named_only_in_their_folders() => Findings.AssertOnly(Known, Names()
        .Where(name => !Vendors.IsAllowed(name.Path))
        .Select(name => $"{name.Path}:{name.Line}: {name.Found}"));

    /// <summary>Places that are not there yet.</summary>
    private static readonly string[] KnownUnused = ["src/Appliance.Endpoints/Vendors/"];

    [Fact]
    public void Every_allowed_place_names_a_vendor() => Findings.AssertOnly(KnownUnused, Vendors.Allowed
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
