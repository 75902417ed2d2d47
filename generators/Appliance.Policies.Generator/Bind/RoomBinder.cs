using System.Globalization;
using System.Text;
using Appliance.Json;
using Appliance.Policy.Generator.Model;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>The rooms that the policy names.</summary>
internal static class RoomBinder
{
    private const int NameBytesMax = 256;

    private static readonly string[] Members = ["type", "name", "start", "duration"];

    public static RoomModel[] BindAll(ObjectBinder app, AppScope scope, CancellationToken cancellation)
    {
        JsonNode? map = app.Find("rooms", JsonTokenKind.ObjectStart);
        List<JsonMember> entries = NamedMap.Rooms.Read(map, [], scope.Problems);
        var rooms = new RoomModel[entries.Count];
        for (int i = 0; i < rooms.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            rooms[i] = Bind(entries[i], scope);
        }
        return rooms;
    }

    private static RoomModel Bind(JsonMember entry, AppScope scope)
    {
        var binder = new ObjectBinder(entry.Value, entry.NameToken, "a room", Members, scope.Problems);
        int type = BindType(binder, scope);
        string name = BindName(binder);
        long? start = Instants.Find(binder, "start");
        long? duration = Durations.Find(binder, "duration", secondsMin: 1);
        if (type >= 0 && !scope.RoomTypesOfUnknownKind.Contains(type))
            CheckSchedule(binder, scope.RoomTypes[type]);
        return new(entry.Name, name, type, start ?? 0, duration ?? 0);
    }

    private static int BindType(ObjectBinder room, AppScope scope)
    {
        JsonNode? type = room.Need("type", JsonTokenKind.String);
        if (type is null)
            return -1;
        if (scope.RoomTypePlaces.TryGetValue(type.Text, out int place))
            return place;
        if (!scope.RoomTypesUnknown)
            scope.Problems.Report(
                PolicyProblems.UnknownReference, type.Token,
                "room type", type.Text, NearMiss.Hint(type.Text, scope.RoomTypePlaces.Keys));
        return -1;
    }

    private static string BindName(ObjectBinder room)
    {
        JsonNode? name = room.Find("name", JsonTokenKind.String);
        if (name is null)
            return "";
        if (Encoding.UTF8.GetByteCount(name.Text) > NameBytesMax)
            room.Problems.Report(
                PolicyProblems.TooLong, name.Token, "\"name\"", NameBytesMax.ToString(CultureInfo.InvariantCulture));
        return name.Text;
    }

    private static void CheckSchedule(ObjectBinder room, RoomTypeModel type)
    {
        foreach (string member in new[] { "start", "duration" })
        {
            JsonMember? found = room.Find(member);
            if (type.Kind == RoomKind.Scheduled && found is null)
                room.Report(PolicyProblems.ScheduleMissing, type.Name, member);
            else if (type.Kind != RoomKind.Scheduled && found is { } present)
                room.Problems.Report(
                    PolicyProblems.ScheduleWithoutEffect, present.NameToken,
                    member, PolicyWords.RoomKinds[(int)RoomKind.Scheduled], $"the room type \"{type.Name}\"");
        }
    }
}
