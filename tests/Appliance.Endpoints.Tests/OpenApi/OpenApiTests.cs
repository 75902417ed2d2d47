using System.Text;
using System.Text.Json.Nodes;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Vendors.LiveKit;

namespace Appliance.Endpoints.Tests.OpenApi;

/// <summary>The document and the routes of the code are equal: paths, methods, credentials, members of requests, and
/// the shapes of responses.</summary>
public sealed class OpenApiTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    public static TheoryData<string, string> PathsWithCredentials
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach ((string path, JsonNode? item) in OpenApiDocument.Paths)
            {
                foreach (string credential in OpenApiDocument.Operations.Where(row => row.Path == path)
                    .SelectMany(row => OpenApiDocument.CredentialsOf(row.Operation)).Distinct())
                {
                    // A preflight has no credential, even where the other methods need one.
                    if (credential != "" || item!.AsObject().Any(IsOpen))
                        rows.Add(path, credential);
                }
            }
            return rows;

            static bool IsOpen(KeyValuePair<string, JsonNode?> member) =>
                member.Key is not ("options" or "parameters")
                && OpenApiDocument.CredentialsOf(member.Value!.AsObject()).Contains("");
        }
    }

    [Fact]
    public void Document_and_code_have_the_same_paths() => Assert.Equal(
        RateLimitTableTests.AllPaths.Select(DocumentedPath).Distinct().Order(StringComparer.Ordinal),
        OpenApiDocument.Paths.Select(path => path.Key).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(PathsWithCredentials))]
    public void Methods_of_a_path_are_the_documented_ones(string path, string credential)
    {
        string[] documented = [.. OpenApiDocument.MethodsOf(path, credential).Order(StringComparer.Ordinal)];
        OpenApiRequest request = new();
        foreach (string method in Methods)
        {
            Response response = request.Send(method, path, credential);
            bool isServed = documented.Contains(method);
            Assert.True(isServed == (response.Status != 405), $"{method} {path}: {response.Status}");
            if (!isServed)
                Assert.Equal(documented, response.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(PathsWithCredentials))]
    public void Responses_match_the_documented_schemas(string path, string credential)
    {
        foreach (string method in OpenApiDocument.MethodsOf(path, credential).Except(["HEAD"]))
        {
            JsonObject operation = OpenApiDocument.Paths[path]![method.ToLowerInvariant()]!.AsObject();
            Response response = new OpenApiRequest().Send(method, path, credential);
            bool isSuccess = response.Status is 200 or 204;
            // The document says that there is no session, and the form of a request may have the credential.
            bool canSucceed = path != "/v2/sessions/{id}" && (credential != "" || operation["security"] is null);
            Assert.True(isSuccess == canSucceed, $"{method} {path}: {response.Status} {response.BodyText}");
            AssertMatches(response, operation, $"{method} {path}");
            if (operation["security"] is not null)
                AssertMatches(new OpenApiRequest().Send(method, path, ""), operation, $"{method} {path} without key");
        }
    }

    public static TheoryData<string> RequestSchemas => new(ConversionTableTests.MembersOfSchemas.Keys);

    /// <summary>The other properties of a schema would be ignored, and a missing one would be undocumented.</summary>
    [Theory]
    [MemberData(nameof(RequestSchemas))]
    public void Schema_of_a_request_has_the_members_that_the_code_reads(string schema) =>
        AssertDescribes(OpenApiDocument.Schemas[schema]!, ConversionTableTests.MembersOfSchemas[schema], schema);

    [Fact]
    public void Query_parameters_of_LiveKit_are_those_that_the_code_reads() => Assert.Equal(
        LiveKitRequest.Parameters.Select(member => Encoding.UTF8.GetString(member.Name)),
        OpenApiDocument.Paths["/livekit/token"]!["get"]!["parameters"]!.AsArray()
            .Select(parameter => OpenApiDocument.Resolve(parameter!)["name"]!.GetValue<string>()));

    [Fact]
    public void Path_parameters_are_declared()
    {
        foreach ((string path, JsonNode? item) in OpenApiDocument.Paths)
        {
            IEnumerable<string> declared = (item!["parameters"]?.AsArray() ?? [])
                .Select(parameter => OpenApiDocument.Resolve(parameter!))
                .Where(parameter => parameter["in"]!.GetValue<string>() == "path")
                .Select(parameter => parameter["name"]!.GetValue<string>());
            Assert.Equal(
                path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')), declared);
        }
    }

    [Fact]
    public void References_exist_and_every_component_is_used()
    {
        HashSet<string> references = [.. OpenApiDocument.References(OpenApiDocument.Root)];
        IEnumerable<string> components =
            from kind in OpenApiDocument.Root["components"]!.AsObject()
            where kind.Key != "securitySchemes"
            from component in kind.Value!.AsObject()
            select $"#/components/{kind.Key}/{component.Key}";
        Assert.Equal(components.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
        Assert.Equal(
            OpenApiDocument.Operations.SelectMany(row => OpenApiDocument.CredentialsOf(row.Operation))
                .SelectMany(schemes => schemes.Split(' ')).Where(scheme => scheme != "").Distinct().Order(),
            OpenApiDocument.Root["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).Order());
    }

    [Fact]
    public void Operation_ids_are_unique() => Assert.All(
        OpenApiDocument.Operations.Where(row => row.Method != "OPTIONS")
            .GroupBy(row => row.Operation["operationId"]!.GetValue<string>()),
        group => Assert.Single(group));

    [Fact]
    public void Appliance_serves_the_document()
    {
        Api api = new();
        Response response = api.Send("GET", "/openapi.yaml", []);
        Assert.Equal((200, "application/yaml"), (response.Status, response.Headers["Content-Type"]));
        Assert.Equal(OpenApiDocument.Bytes, response.BodyBytes);
        Response head = api.Send("HEAD", "/openapi.yaml", []);
        Assert.Equal((200, OpenApiDocument.Bytes.Length), (head.Status, head.ContentLength));
        Response other = api.Send("GET", "/openapi.yaml", [], "Origin: https://any.example");
        Assert.Equal("*", other.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal(0, api.AllocatedBy(Api.Request("GET", "/openapi.yaml", [])));
    }

    /// <summary>The path with its parameters in the form of the document.</summary>
    private static string DocumentedPath(string path) => string.Join('/', path.Split('/').Select(
        part => part.Length > 0 && part.All(char.IsAsciiLetterUpper) ? $"{{{part.ToLowerInvariant()}}}" : part));

    private static void AssertMatches(Response response, JsonObject operation, string request)
    {
        JsonNode documented = operation["responses"]!;
        JsonNode? node = documented[$"{response.Status}"] ?? documented["default"];
        Assert.True(node is not null, $"{request}: the status {response.Status} is not documented");
        JsonNode? content = OpenApiDocument.Resolve(node)["content"];
        string type = response.Headers.GetValueOrDefault("Content-Type", "");
        Assert.Equal(content?.AsObject().Single().Key ?? "", type);
        if (type != "application/json")
            return;
        string? difference = JsonSchema.Difference(response.Body, content![type]!["schema"]!);
        Assert.True(difference is null, $"{request}, {response.Status}: {difference}");
    }

    private static void AssertDescribes(JsonNode schema, Member[] members, string at)
    {
        JsonSchema.Merged merged = new(schema);
        Assert.Equal(
            members.Select(member => Encoding.UTF8.GetString(member.Name)).Order(StringComparer.Ordinal),
            merged.Properties.Keys.Order(StringComparer.Ordinal));
        foreach (Member member in members)
        {
            string name = $"{at}.{Encoding.UTF8.GetString(member.Name)}";
            JsonObject property = OpenApiDocument.Resolve(merged.Properties[Encoding.UTF8.GetString(member.Name)]);
            Assert.Equal((name, TypeOf(member.Kind)), (name, property["type"]?.GetValue<string>()));
            Assert.Equal(member.Words, (property["enum"]?.AsArray() ?? []).Select(word => word!.GetValue<string>()));
            if (member.Kind == MemberKind.Number)
            {
                Assert.Equal((name, member.Min), (name, property["minimum"]!.GetValue<long>()));
                // Zero is no maximum.
                Assert.Equal((name, member.Max), (name, property["maximum"]?.GetValue<long>() ?? 0));
            }
            if (member.Kind == MemberKind.Group)
                AssertDescribes(property, member.Members, name);
        }
    }

    private static string? TypeOf(MemberKind kind) => kind switch
    {
        MemberKind.Text or MemberKind.LongText or MemberKind.Word => "string",
        MemberKind.Flag => "boolean",
        MemberKind.Number => "integer",
        MemberKind.Object or MemberKind.Group => "object",
        _ => null,
    };
}
