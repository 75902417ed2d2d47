using Appliance.PolicyGenerator.Layout;
using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Emits roles: a typed member for each, and the class that writes the role's claims.</summary>
internal static class RoleEmitter
{
    public static void WriteMembers(CodeWriter code, AppModel app)
    {
        code.Block($"/// <summary>The roles of <c>{app.Name}</c>.</summary>");
        code.Open("public static class Roles");
        foreach (RoleModel role in app.Roles)
        {
            string lifetime = Duration.ToText(role.Expiry.DefaultSeconds);
            code.Block($$"""
                /// <summary>
                /// <c>apps.{{app.Name}}.roles.{{role.Name}}</c> in the policy: may {{Grants(role)}},
                /// by default for {{lifetime}}.
                /// </summary>
                public static {{Types.Role}} {{role.Identifier}} { get; } = new Compiled.{{role.Identifier}}Role();
                """);
        }
        code.Close();
    }

    public static void WriteClass(CodeWriter code, AppModel app, int index)
    {
        RoleModel role = app.Roles[index];
        var claims = ClaimsLayout.Of(app, role);
        Expiry expiry = role.Expiry;
        string lifetimes = $"{Literals.Number(expiry.MinSeconds)}, {Literals.Number(expiry.DefaultSeconds)}, "
            + Literals.Number(expiry.MaxSeconds)
            + (expiry.OnExcess == ExcessRule.Deny ? "" : $", {Types.ExcessRule}.{expiry.OnExcess}");
        code.Gap();
        code.Open($"public sealed class {role.Identifier}Role : {Types.Role}");
        code.Block($$"""
            public override string Name => {{Literals.Text(role.Name)}};
            public override {{Types.Grants}} Grants =>
                {{Flags(Types.Grants, role.Grants)}};
            public override {{Types.RoleConstraints}} Constraints =>
                new({{Literals.Number(index)}}, new({{lifetimes}}));
            public override {{Types.CallerValues}} Accepted =>
                {{Flags(Types.CallerValues, claims.Accepted)}};
            public override {{Types.CallerValues}} Required =>
                {{Flags(Types.CallerValues, claims.Required)}};

            public override {{Types.Bytes}} ConstantClaims =>
                {{Literals.Utf8(claims.Constant)}};

            """);
        if (claims.RoomPart.Count > 0)
        {
            code.Open($"public override void WriteRoomClaims(ref {Types.JsonWriter} claims, {Types.Bytes} roomId)");
            ClaimsEmitter.Write(code, claims.RoomPart);
            code.Close();
            code.Gap();
        }
        code.Open(
            $"public override void WriteVaryingClaims(ref {Types.JsonWriter} claims, in {Types.ClaimValues} values)");
        ClaimsEmitter.Write(code, claims.Varying);
        code.Close();
        code.Close();
    }

    private static string Grants(RoleModel role) =>
        role.Grants == PolicyModel.Grants.None
            ? "do nothing" : string.Join(", ", PolicyVocabulary.NamesOf(role.Grants));

    private static string Flags<T>(string type, T value) where T : Enum =>
        string.Join(" | ", value.ToString().Split(',').Select(flag => $"{type}.{flag.Trim()}"));
}
