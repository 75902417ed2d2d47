using System.Text;
using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the policy rooms and the room patterns.</summary>
internal static class RoomBinder
{
    private static readonly string[] Members = ["type", "name", "start", "duration"];

    public static RoomsModel BindAll(ObjectBinder app, AppScope scope, CancellationToken cancellation)
    {
        JsonNode? map = app.Find("rooms", JsonTokenKind.ObjectStart);
        List<JsonMember> entries = NamedMap.Rooms.Read(map, [], scope.Diagnostics);
        var named = new List<RoomModel>(entries.Count);
        var patterns = new List<RoomPatternModel>();
        foreach (JsonMember entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            RoomModel room = Bind(entry, scope);
            if (!Names.IsPattern(entry.Name))
                named.Add(room);
            else if (patterns.Count < AppLimits.RoomPatternsMax)
                patterns.Add(RoomPatternModel.Of(room));
            else
            {
                scope.Diagnostics.Report(
                    PolicyDiagnostics.TooMany, entry.NameToken, "a room pattern", AppLimits.RoomPatternsMax);
                break;
            }
        }
        return new(new([.. named]), new([.. patterns.OrderByDescending(pattern => pattern.Prefix.Length)]));
    }

    private static RoomModel Bind(JsonMember entry, AppScope scope)
    {
        var binder = new ObjectBinder(entry.Value, entry.NameToken, "a room", Members, scope.Diagnostics);
        int type = BindType(binder, scope);
        string name = BindName(binder, Names.IsPattern(entry.Name));
        long? start = Instants.Find(binder, "start");
        long? duration = Durations.Find(binder, "duration", secondsMin: 1);
        if (type >= 0 && !scope.RoomTypesOfUnknownKind.Contains(type))
            CheckSchedule(binder, scope.RoomTypes[type]);
        return new(entry.Name, name, type, start ?? 0, duration ?? 0);
    }

    private static int BindType(ObjectBinder room, AppScope scope)
    {
        JsonNode? type = room.Require("type", JsonTokenKind.String);
        return type is null ? -1 : scope.FindRoomType(type) ?? -1;
    }

    private static string BindName(ObjectBinder room, bool isPattern)
    {
        if (isPattern && room.Find("name") is { } member)
        {
            room.Diagnostics.Report(PolicyDiagnostics.NameOfPattern, member.NameToken);
            return "";
        }
        JsonNode? name = room.Find("name", JsonTokenKind.String);
        if (name is null)
            return "";
        if (Encoding.UTF8.GetByteCount(name.Text) > AppLimits.RoomNameBytesMax)
            room.Diagnostics.Report(PolicyDiagnostics.TooLong, name.Token, "\"name\"", AppLimits.RoomNameBytesMax);
        return name.Text;
    }

    private static void CheckSchedule(ObjectBinder room, RoomTypeModel type)
    {
        foreach (string member in new[] { "start", "duration" })
        {
            JsonMember? found = room.Find(member);
            if (type.Kind == RoomKind.Scheduled && found is null)
                room.Report(PolicyDiagnostics.ScheduleMissing, type.Name, member);
            else if (type.Kind != RoomKind.Scheduled && found is { } present)
                room.Diagnostics.Report(
                    PolicyDiagnostics.ScheduleWithoutEffect, present.NameToken,
                    member, PolicyVocabulary.RoomKinds.Of(RoomKind.Scheduled), $"the room type \"{type.Name}\"");
        }
    }
}
