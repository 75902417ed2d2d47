using Appliance.PolicyGenerator.Layout;
using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Emits one app's file: its typed members and the private classes that they are instances of.</summary>
internal static class AppEmitter
{
    /// <summary>Named after the app, not its identifier: identifiers that differ only in case would collide on
    /// case-insensitive file systems.</summary>
    public static string HintName(AppModel app) => $"Policies.{app.Name}.g.cs";

    public static string Write(AppModel app, string policyNamespace)
    {
        var code = new CodeWriter();
        string self = $"global::{policyNamespace}.Policies.{app.Identifier}";
        code.Block($"{Types.FileHead}\nnamespace {policyNamespace};\n");
        code.Open("public static partial class Policies");
        code.Block($$"""
            /// <summary>The app <c>{{app.Name}}</c>: <c>apps.{{app.Name}}</c> in the policy.</summary>
            {{Types.GeneratedCode}}
            """);
        code.Open($"public static class {app.Identifier}");
        code.Block($$"""
            /// <summary>The app itself.</summary>
            public static {{Types.App}} App { get; } = new Compiled.TheApp();
            """);
        code.Gap();
        RoleEmitter.WriteMembers(code, app);
        code.Gap();
        RoomTypeEmitter.WriteMembers(code, app);
        code.Gap();
        code.Open("private static class Compiled");
        WriteApp(code, app, self);
        code.Gap();
        RoomsEmitter.WriteData(code, app);
        for (int index = 0; index < app.Roles.Count; index++)
            RoleEmitter.WriteClass(code, app, index);
        code.Close();
        code.Close();
        code.Close();
        return code.ToString();
    }

    private static void WriteApp(CodeWriter code, AppModel app, string self)
    {
        code.Open($"public sealed class TheApp : {Types.App}");
        code.Block($$"""
            public override string Name => {{Literals.Text(app.Name)}};
            public override string Dialect => {{Literals.Text(app.Dialect)}};
            public override {{Types.TokenApi}} Api => {{Types.TokenApi}}.{{app.Api}};
            public override string PublicId => {{Literals.Text(app.PublicId)}};
            public override {{Types.SecretSource}} TokenSecret { get; } = {{Secret(app.TokenSecret)}};
            public override {{Types.Bytes}} TokenHeader => {{Literals.Utf8(HeaderLayout.Of(app))}};
            """);
        if (app.Audience.Length > 0)
            code.Block($"public override {Types.Bytes} Audience => {Literals.Utf8(app.Audience)};");
        if (app.PreviousTokenSecret is { } previous)
            code.Block($$"""
                public override {{Types.SecretSource}}? PreviousTokenSecret { get; } = {{Secret(previous)}};
                """);
        if (app.ApiKey is not null)
            code.Block($$"""public override {{Types.SecretSource}}? ApiKey { get; } = {{Secret(app.ApiKey)}};""");
        if (app.TokenEndpoint is not null)
            code.Block($$"""
                public override {{Types.TokenEndpoint}} TokenEndpoint { get; } =
                    new({{Arguments(app.TokenEndpoint)}}){{Members(app.TokenEndpoint)}};
                """);
        if (app.SampleFront)
            code.Block("public override bool SampleFront => true;");
        if (app.RateLimit is { } limit)
            code.Block($$"""
                public override {{Types.RateLimit}}? RateLimit { get; } =
                    new(PerSecond: {{Literals.Number(limit.PerSecond)}}, Burst: {{Literals.Number(limit.Burst)}});
                """);
        if (app.RoomsMax != AppLimits.RoomsDefault)
            code.Block($"public override int RoomsMax => {Literals.Number((long)app.RoomsMax)};");
        if (app.LeewaySeconds != AppLimits.LeewaySecondsDefault)
            code.Block($"public override long LeewaySeconds => {Literals.Number(app.LeewaySeconds)};");
        if (app.SignedLifetimeMaxSeconds != 0)
            code.Block($$"""
                public override long SignedLifetimeMaxSeconds => {{Literals.Number(app.SignedLifetimeMaxSeconds)}};
                """);
        code.Gap();
        WriteList(code, Types.Role, "Roles", "AllRoles", app.Roles.Select(role => $"{self}.Roles.{role.Identifier}"));
        WriteList(
            code, Types.RoomType, "RoomTypes", "AllRoomTypes",
            app.RoomTypes.Select(type => $"{self}.RoomTypes.{type.Identifier}"));
        if (app.TemplateIds.Count > 0)
            WriteList(
                code, Types.TemplateId, "TemplateIds", "AllTemplateIds",
                app.TemplateIds.Select(template =>
                    $"new({Literals.Text(template.Id)}, {self}.RoomTypes.{app.RoomTypes[template.Type].Identifier})"));
        if (app.Rooms.Patterns.Count > 0)
            WriteList(
                code, Types.RoomPattern, "RoomPatterns", "AllRoomPatterns",
                app.Rooms.Patterns.Select(pattern => Pattern(app, pattern, self)));
        LookupEmitter.Write(
            code, $"public override {Types.Role}? FindRole({Types.Bytes} name)", "name",
            [.. app.Roles.Select(role => role.Name)], index => $"AllRoles[{index}]", none: "null");
        code.Gap();
        RoomsEmitter.WriteMembers(code, app.Rooms.Named);
        code.Close();
    }

    private static void WriteList(
        CodeWriter code, string type, string property, string field, IEnumerable<string> items)
    {
        code.Block($"public override {Types.List}<{type}> {property} => {field};");
        code.Open($"private static readonly {type}[] {field} =");
        foreach (string item in items)
            code.Block($"{item},");
        code.Close(";");
        code.Gap();
    }

    private static string Pattern(AppModel app, RoomPatternModel pattern, string self)
    {
        string schedule = pattern.DurationSeconds == 0
            ? ""
            : $", {Literals.Number(pattern.StartsAtSeconds)}, {Literals.Number(pattern.DurationSeconds)}";
        string type = app.RoomTypes[pattern.Type].Identifier;
        return $"new({Literals.Text(pattern.Prefix)}, new({self}.RoomTypes.{type}{schedule}))";
    }

    private static string Secret(SecretSource secret)
    {
        string base64 = secret.IsBase64 ? ", IsBase64: true" : "";
        return $"new({Types.SecretKind}.{secret.Kind}, {Literals.Text(secret.Name)}{base64})";
    }

    private static string Arguments(TokenEndpointModel endpoint)
    {
        string origins = string.Join(", ", endpoint.AllowedOrigins.Select(Literals.Text));
        return $"{Literals.Flag(endpoint.Enabled)}, new string[] {{ {origins} }}";
    }

    private static string Members(TokenEndpointModel endpoint)
    {
        string[] roles = endpoint.RolesAllowed == ulong.MaxValue
            ? []
            : [$"RolesAllowed = {Literals.Number(endpoint.RolesAllowed)}"];
        string[] members =
        [
            .. roles,
            .. new[] { ("Role", endpoint.Role), ("Room", endpoint.Room), ("ServerUrl", endpoint.ServerUrl) }
                .Where(member => member.Item2.Length > 0)
                .Select(member => $"{member.Item1} = {Literals.Text(member.Item2)}"),
        ];
        return members.Length == 0 ? "" : $" {{ {string.Join(", ", members)} }}";
    }
}
