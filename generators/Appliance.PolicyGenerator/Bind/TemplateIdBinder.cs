using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the template ids of a vendor's dashboard, each with a room type of the app.</summary>
internal static class TemplateIdBinder
{
    public static TemplateIdModel[] BindAll(ObjectBinder app, AppScope scope)
    {
        // A member of another API is reported elsewhere.
        if (scope.Dialect is { Api.HasTemplateIds: false })
            return [];
        List<TemplateIdModel> ids = [];
        JsonNode? map = app.Find("templateIds", JsonTokenKind.ObjectStart);
        foreach (JsonMember entry in NamedMap.Templates.Read(map, [], scope.Diagnostics))
        {
            if (BindType(entry, scope) is { } type)
                ids.Add(new(entry.Name, type));
        }
        return [.. ids];
    }

    /// <summary>The index of the room type in the app; null if it was reported.</summary>
    private static int? BindType(JsonMember entry, AppScope scope)
    {
        JsonNode name = entry.Value;
        if (name.Kind != JsonTokenKind.String)
        {
            scope.Diagnostics.Report(
                PolicyDiagnostics.WrongType, name.Token,
                "a template's room type", JsonKinds.Name(JsonTokenKind.String), JsonKinds.Name(name.Kind));
            return null;
        }
        if (scope.FindRoomType(name) is not { } index)
            return null;
        RoomTypeModel type = scope.RoomTypes[index];
        if (type.Kind == RoomKind.Scheduled)
            scope.Diagnostics.Report(PolicyDiagnostics.TemplateScheduled, name.Token, type.Name);
        // Requests may also name a room type by its own name.
        if (scope.RoomTypeIndices.TryGetValue(entry.Name, out int named) && named != index)
            scope.Diagnostics.Report(PolicyDiagnostics.TemplateIsRoomType, entry.NameToken, entry.Name, type.Name);
        return index;
    }
}
