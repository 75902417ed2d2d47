using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>
/// A vendor that exists only in the tests is added to a copy of the sources: its folder, three lines, and its dialect.
/// Compiler, endpoints, <c>--dev</c>, <c>explain</c> and <c>bench</c> then serve an app of that dialect.
/// </summary>
public sealed class AddedVendorTests
{
    private const string Folder = "tests/Appliance.Endpoints.Tests/Vendors/Globex";

    private const string Dialect = """
        { "globex": {
            "api": "globex",
            "claims": {
              "key": "{app.accessKey}", "place": "{room.id}", "as": "{role.name}", "who": "{user?}",
              "jti": "{jti}", "iat": "{now}", "exp": "{exp}"
            },
            "reserved": ["key", "place", "as", "who"],
            "expiry": { "min": "1s", "default": "1h", "max": "2h" },
            "limits": { "life": "1d" }
          },
        """;

    private const string Policy = """
        {
          "policy": 1,
          "apps": {
            "fair": {
              "dialect": "globex",
              "accessKey": "fair-1",
              "secret": "env:FAIR_APP_SECRET",
              "roles": { "visitor": { "grants": ["subscribe"] } },
              "roomTypes": { "stand": { "kind": "permanent", "roles": ["visitor"] } },
              "rooms": { "stand-1": { "type": "stand" } }
            }
          }
        }
        """;

    private static readonly Dictionary<string, string> Environment =
        new() { ["FAIR_APP_SECRET"] = "fair-secret-of-at-least-32-bytes-0123456789" };

    [RequiresFact(Needs.Curl)]
    public async Task Vendor_is_one_folder_three_lines_and_its_dialect()
    {
        using SourceTree tree = new();
        AddFolder(tree);
        tree.InsertLine("src/Appliance.PolicyModel/TokenApi.cs", "    LiveKit,", "    Globex,");
        tree.InsertLine(
            "src/Appliance.PolicyModel/PolicyVocabulary.cs", "{ TokenApi.LiveKit, \"livekit\" },",
            "        { TokenApi.Globex, \"globex\" },");
        tree.InsertLine(
            "src/Appliance.Endpoints/Vendors/VendorApis.cs", "new LiveKit.LiveKitApi(),",
            "        new Globex.GlobexApi(),");
        AddDialect(tree);
        tree.Write("policies.json", Policy);
        await tree.BuildAsync();

        await AssertServesAsync(tree);
        Assert.Contains("\"place\"", await RunAsync(
            tree, "explain", "--app", "fair", "--room", "stand-1", "--role", "visitor"));
        Assert.Contains("request", await RunAsync(tree, "bench", "sign", "--only", "request", "--count", "100"));
    }

    private static async Task<string> RunAsync(SourceTree tree, params string[] arguments)
    {
        CommandResult result = await Commands.RunAsync(
            Commands.Start("dotnet", [tree.Assembly, .. arguments], Environment));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }

    private static void AddFolder(SourceTree tree)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Places.Repository, Folder)))
            tree.Write(
                $"src/Appliance.Endpoints/Vendors/Globex/{Path.GetFileName(file)}",
                File.ReadAllText(file)
                    .Replace("namespace Appliance.Endpoints.Tests.Vendors.Globex;",
                        "namespace Appliance.Endpoints.Vendors.Globex;")
                    .Replace("using Appliance.Endpoints.Vendors;\n", "")
                    .Replace("(TokenApi)200", "TokenApi.Globex"));
    }

    private static void AddDialect(SourceTree tree)
    {
        const string Rules = "generators/Appliance.PolicyGenerator/Dialects/ApiRules.cs";
        const string Dialects = "generators/Appliance.PolicyGenerator/Dialects/dialects.json";
        tree.InsertLine(
            Rules, "OpenEndpoint = OpenEndpointRole.Policy, HasVideoGrants = true },",
            "        new(TokenApi.Globex, \"Globex\", \"accessKey\", CallerValues.UserId),");
        string builtIn = File.ReadAllText(Path.Combine(Places.Repository, Dialects));
        tree.Write(Dialects, Dialect + builtIn.TrimStart()[1..]);
    }

    private static async Task AssertServesAsync(SourceTree tree)
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(Commands.Start(
            "dotnet", [tree.Assembly, "serve", "--dev", "--listen", "127.0.0.1:0"], Environment));
        string[] printed = await PrintedCommands.ReadAsync(appliance, count: 1);
        Assert.Contains("/globex/fair/join", printed[0]);
        using JsonDocument response = await PrintedCommands.PasteAsync(printed[0]);
        JsonElement claims = Jwt.ValidClaims(
            response.RootElement.GetProperty("pass").GetString()!, Environment["FAIR_APP_SECRET"]);
        Assert.Equal(
            ("fair-1", "stand-1", "visitor"),
            (claims.GetProperty("key").GetString(), claims.GetProperty("place").GetString(),
                claims.GetProperty("as").GetString()));
    }
}
