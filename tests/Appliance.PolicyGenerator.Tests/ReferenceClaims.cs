using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Reference implementation of a token's claims: evaluates the template with System.Text.Json only.
/// </summary>
/// <param name="AppName">The app's name.</param>
/// <param name="PublicId">The app's public id.</param>
/// <param name="RoleName">The role's name.</param>
/// <param name="Grants">The role's grants.</param>
internal sealed partial record ReferenceClaims(
    string AppName, string PublicId, string RoleName, IReadOnlyCollection<string> Grants)
{
    private static readonly string[] AllGrants = ["publish", "subscribe", "chat", "record", "mute", "eject", "end"];

    /// <summary>A role's claims: the dialect's, overridden by the app's and then the role's; the role's video grants in
    /// the claim <c>video</c>; and the room configuration if the role or its endpoint allows it.</summary>
    public static JsonObject Of(ReferenceInterpreter policy, string app, string role, TokenValues values)
    {
        JsonObject members = policy.Roles(app)[role]!.AsObject();
        var template = new JsonObject();
        foreach (JsonObject owner in new[] { policy.Dialect(app), policy.App(app), members })
        {
            foreach ((string name, JsonNode? value) in owner["claims"]?.AsObject() ?? [])
                template[name] = value?.DeepClone();
        }
        foreach ((string grant, JsonNode? value) in members["video"]?.AsObject() ?? [])
            template["video"]![grant] = value?.DeepClone();
        JsonNode? endpoint = policy.App(app)["tokenEndpoint"];
        bool isConfigurable = IsTrue(members["roomConfig"])
            || endpoint?["role"]?.GetValue<string>() == role && IsTrue(endpoint["roomConfig"]);
        if (isConfigurable && !template.ContainsKey("roomConfig"))
            template["roomConfig"] = policy.Dialect(app)["roleClaims"]!["roomConfig"]!.DeepClone();
        string publicId = new[] { "accessKey", "appId", "apiKey" }
            .Select(member => policy.App(app)[member]).First(id => id is not null)!.GetValue<string>();
        var writer = new ReferenceClaims(
            app, publicId, role, [.. members["grants"]!.AsArray().Select(grant => grant!.GetValue<string>())]);
        return writer.Write(template, values)!.AsObject();
    }

    /// <summary>Evaluates a template with the given values.</summary>
    public JsonNode? Write(JsonNode? template, TokenValues values)
    {
        switch (template)
        {
            case JsonObject members:
                var written = new JsonObject();
                foreach ((string name, JsonNode? value) in members)
                {
                    if (!IsLeftOut(value, values))
                        written[name] = Write(value, values);
                }
                return written;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Write(item, values))]);
            case JsonValue text when text.TryGetValue(out string? content):
                return WriteText(content, values);
            default:
                return template?.DeepClone();
        }
    }

    private static bool IsTrue(JsonNode? node) => node is not null && node.GetValue<bool>();

    private static bool IsPlaceholder(string text) =>
        text.Length > 1 && text.StartsWith('{') && text.EndsWith('}')
        && !text.StartsWith("{{", StringComparison.Ordinal);

    private bool IsLeftOut(JsonNode? value, TokenValues values) =>
        value is JsonValue text && text.TryGetValue(out string? content) && IsPlaceholder(content)
        && content.EndsWith("?}", StringComparison.Ordinal) && !content.Contains('|')
        && ValueOf(content[1..^2], values) is "";

    private JsonNode? WriteText(string text, TokenValues values)
    {
        if (!IsPlaceholder(text))
            return text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal)
                ? text[1..^1]
                : text;
        string[] parts = text[1..^1].Split('|', 2);
        string name = parts.Length == 1 ? parts[0].TrimEnd('?') : parts[0];
        return ValueOf(name, values) switch
        {
            "" when parts.Length == 2 => parts[1],
            string json when name is "data" or "user.attributes" or "room.config" => JsonNode.Parse(json),
            string content => content,
            JsonNode node => node,
            _ => throw new ArgumentException(text),
        };
    }

    private object ValueOf(string name, TokenValues values) => name switch
    {
        "app.name" => AppName,
        "app.accessKey" or "app.appId" or "app.apiKey" => PublicId,
        "role.name" => RoleName,
        "role.grants" => new JsonArray([.. AllGrants.Where(Grants.Contains).Select(grant => JsonValue.Create(grant))]),
        "room.id" => values.RoomId,
        "room.config" => values.RoomConfig,
        "user" => values.UserId,
        "user.name" => values.UserName,
        "user.metadata" => values.Metadata,
        "user.attributes" => values.Attributes,
        "data" => values.Data,
        "jti" => values.TokenId,
        "now" => JsonValue.Create(values.NowSeconds),
        "exp" => JsonValue.Create(values.ExpiresAtSeconds),
        _ when Before().Match(name) is { Success: true } before =>
            JsonValue.Create(values.NowSeconds - ReferenceInterpreter.Seconds(before.Groups[1].Value)),
        _ => JsonValue.Create(name["role.can.".Length..].Split('+').All(Grants.Contains)),
    };

    [GeneratedRegex("^now-([0-9]+[smhd])$")]
    private static partial Regex Before();
}
