using Appliance.Json;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>The ids that a 100ms dashboard gave to templates, each with a room type of the app.</summary>
internal static class TemplateIdBinder
{
    public static TemplateIdModel[] BindAll(ObjectBinder app, AppScope scope)
    {
        // A member that the app's API does not have is reported as such.
        if (scope.Dialect is { Api.Api: not TokenApi.Hms100 })
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

    /// <summary>The room type's place in the app; null if it was reported.</summary>
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
        if (!scope.RoomTypeIndices.TryGetValue(name.Text, out int place))
        {
            if (!scope.RoomTypesUnknown)
                scope.Diagnostics.Report(
                    PolicyDiagnostics.UnknownReference, name.Token,
                    "room type", name.Text, NearMiss.Hint(name.Text, scope.RoomTypeIndices.Keys));
            return null;
        }
        RoomTypeModel type = scope.RoomTypes[place];
        if (type.Kind == RoomKind.Scheduled)
            scope.Diagnostics.Report(PolicyDiagnostics.TemplateScheduled, name.Token, type.Name);
        // Requests name room types by their own names too.
        if (scope.RoomTypeIndices.TryGetValue(entry.Name, out int named) && named != place)
            scope.Diagnostics.Report(PolicyDiagnostics.TemplateIsRoomType, entry.NameToken, entry.Name, type.Name);
        return place;
    }
}
