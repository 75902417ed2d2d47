using System.Text.Json.Nodes;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Compares generated claims writers with <see cref="ReferenceClaims"/>, for random templates and values.
/// </summary>
public class RandomTemplateTests
{
    /// <summary>One template per role, so that one compilation covers many templates.</summary>
    private const int RolesPerPolicy = 40;

    private static readonly string[] Constants =
        ["{app.name}", "{app.accessKey}", "{role.name}", "{role.grants}", "{role.can.chat}", "{role.can.mute+eject}"];

    private static readonly string[] Required =
    [
        "{room.id}", "{user}", "{user.name}", "{jti}", "{now}", "{now-90s}", "{exp}", "{user|}",
        """{user.name|"é\}""",
    ];

    private static readonly string[] Optional =
        ["{user?}", "{user.name?}", "{user.metadata?}", "{user.attributes?}", "{room.config?}", "{data?}"];

    private static readonly Gen<string> Names =
        TokenValues.Texts.Where(name => name.Length is > 0 and < 10 && !name.Any(char.IsControl));

    private static readonly Gen<JsonNode?> Item = Gen.OneOf(
        TokenValues.Texts.Select(text => Value(AsLiteral(text))),
        Gen.Double[-1e6, 1e6].Select(number => Value(number)),
        Gen.Bool.Select(flag => Value(flag)),
        Gen.Const(0).Select(_ => (JsonNode?)null),
        OneOf(Constants),
        OneOf(Required));

    /// <summary>Optional placeholders are allowed only as members of an object.</summary>
    private static readonly Gen<JsonNode?> Member = Gen.OneOf(Item, OneOf(Optional));

    /// <summary>Templates whose own text is within the limit.</summary>
    private static Gen<JsonNode?> Templates =>
        ObjectOf(3).Where(template => template!.ToJsonString().Length < ClaimLimits.VaryingTextBytesMax - 200);

    [Fact]
    public void Generated_claims_writers_match_the_reference_for_random_templates() =>
        Gen.Select(Templates.Array[RolesPerPolicy], TokenValues.Any.Array[4]).Sample((templates, values) =>
        {
            App app = CompiledPolicies.Load(Policy(templates)).Apps[0];
            for (int i = 0; i < templates.Length; i++)
            {
                Role role = app.Roles[i];
                var model = new ReferenceClaims("web", "key-1", role.Name, ["chat", "mute"]);
                foreach (TokenValues given in values)
                {
                    string payload = given.Write(role);
                    JsonNode? written = JsonNode.Parse(payload)!["t"];
                    JsonNode? expected = model.Write(templates[i], given);
                    Assert.True(JsonNode.DeepEquals(expected, written), $"{templates[i]}\n{expected}\n{payload}");
                    Assert.DoesNotContain(payload, c => c is < ' ' or >= '~' and not '}' or '>' or '?');
                }
            }
        }, iter: 15);

    private static Gen<JsonNode?> ObjectOf(int depth)
    {
        Gen<JsonNode?> member = depth == 0
            ? Member
            : Gen.OneOf(Member, ObjectOf(depth - 1), ListOf(depth - 1));
        return Gen.Select(Names, member).Array[0, 4].Select(JsonNode? (members) =>
        {
            var result = new JsonObject();
            foreach ((string name, JsonNode? value) in members)
                result[name] = value?.DeepClone();
            return result;
        });
    }

    private static Gen<JsonNode?> ListOf(int depth)
    {
        Gen<JsonNode?> item = depth == 0
            ? Item
            : Gen.OneOf(Item, ObjectOf(depth - 1), ListOf(depth - 1));
        return item.Array[0, 3].Select(JsonNode? (items) => new JsonArray([.. items.Select(i => i?.DeepClone())]));
    }

    private static Gen<JsonNode?> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => Value(texts[i]));

    private static JsonNode? Value<T>(T value) => JsonValue.Create(value);

    /// <summary>Doubles the braces of a text that looks like a placeholder.</summary>
    private static string AsLiteral(string text) =>
        text.StartsWith('{') && text.EndsWith('}') && text.Length > 1 ? $"{{{text}}}" : text;

    private static string Policy(JsonNode?[] templates)
    {
        IEnumerable<string> roles = templates.Select((template, i) => $$"""
            "role-{{i}}": { "grants": ["mute", "chat"], "claims": { "t": {{template!.ToJsonString()}} } }
            """);
        return $$"""
            { "policy": 1,
              "dialects": { "own": {
                "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1d" } } },
              "apps": { "web": {
                "dialect": "own", "accessKey": "key-1", "secret": "env:A",
                "roles": { {{string.Join(",\n", roles)}} },
                "roomTypes": { "open": { "kind": "permanent", "roles": ["role-0"] } } } } }
            """;
    }
}
