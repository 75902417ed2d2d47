using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Emits room types: a typed member for each.</summary>
internal static class RoomTypeEmitter
{
    public static void WriteMembers(CodeWriter code, AppModel app)
    {
        code.Block($"/// <summary>The room types of <c>{app.Name}</c>.</summary>");
        code.Open("public static class RoomTypes");
        foreach (RoomTypeModel type in app.RoomTypes)
        {
            IEnumerable<string> roles = Enumerable.Range(0, app.Roles.Count)
                .Where(index => (type.RolesAllowed >> index & 1) != 0)
                .Select(index => app.Roles[index].Name);
            string kind = PolicyVocabulary.RoomKinds.Of(type.Kind);
            code.Block($$"""
                /// <summary>
                /// <c>apps.{{app.Name}}.roomTypes.{{type.Name}}</c> in the policy: {{kind}},
                /// for {{string.Join(", ", roles)}}.
                /// </summary>
                """);
            code.Open($$"""public static {{Types.RoomType}} {{type.Identifier}} { get; } = new()""");
            code.Block($$"""
                Name = {{Literals.Text(type.Name)}},
                Kind = {{Types.RoomKind}}.{{type.Kind}},
                RolesAllowed = {{Literals.Number(type.RolesAllowed)}},
                OpensBeforeSeconds = {{Literals.Number(type.OpensBeforeSeconds)}},
                SessionSeconds = {{Literals.Number(type.SessionSeconds)}},
                ExpiryMaxSeconds = {{Literals.Number(type.ExpiryMaxSeconds)}},
                SingleUse = {{Literals.Flag(type.SingleUse)}},
                Recording = {{Literals.Flag(type.Recording)}},
                """);
            code.Close(";");
        }
        code.Close();
    }
}
