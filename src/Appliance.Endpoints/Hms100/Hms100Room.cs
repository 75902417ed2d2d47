using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>A room in the format of 100ms's API. Its template is its room type; all other members are only stored, for
/// media servers and applications.</summary>
internal static class Hms100Room
{
    public static readonly Member Name = new("name", MemberKind.Text);
    public static readonly Member Enabled = new("enabled", MemberKind.Flag);
    public static readonly Member TemplateId = new("template_id", MemberKind.Text) { IsExact = true };

    /// <summary>The old name of <see cref="TemplateId"/>.</summary>
    private static readonly Member Template = new("template", MemberKind.Text) { IsExact = true };

    private static readonly Member RecordingInfo = new("recording_info", MemberKind.Object);
    private static readonly Member LargeRoom = new("large_room", MemberKind.Flag) { Default = "false" };
    private static readonly Member Size = new("size", MemberKind.Number) { Max = 20_000 };
    private static readonly Member MaxDuration = new("max_duration_seconds", MemberKind.Number)
    {
        Min = 120, Max = 43_200,
    };
    private static readonly Member Region = new("region", MemberKind.Word)
    {
        Words = ["in", "us", "eu", "auto"], Default = "\"auto\"",
    };

    /// <summary>The maximum size of a room that is not a large room.</summary>
    private const long RegularSizeMax = 2500;

    /// <summary>The members stored in a room's details.</summary>
    private static readonly Member[] StoredMembers =
    [
        Name, new("description", MemberKind.Text) { Default = "\"\"", PreservesEmpty = true }, RecordingInfo, Region,
        LargeRoom, Size, MaxDuration, new("webhook", MemberKind.Object), new("polls", MemberKind.Any),
    ];

    /// <summary>The members of the vendor's API; others are ignored.</summary>
    public static readonly Member[] Members = [.. StoredMembers, TemplateId, Template, Enabled];

    /// <summary>Creates a room, or updates the members that were sent.</summary>
    /// <param name="app">The room's app.</param>
    /// <param name="room">The current room; for a new one, its id and times.</param>
    /// <param name="sent">The members that were sent.</param>
    /// <param name="created">The room, unless the result is a failure.</param>
    public static Hms100RoomFailure TryCreate(App app, RoomRecord room, MemberValues sent, out RoomRecord created)
    {
        created = room;
        Hms100RoomFailure failure = TrySetType(app, sent, ref room);
        if (failure != Hms100RoomFailure.None)
            return failure;
        MemberValues values = new(StoredMembers) { IsFromStorage = true };
        values.ReadStored(room.Details);
        values.Merge(sent);
        if (!values.Has(Name))
            values.Set(Name, $"\"{room.Id}\"");
        if (values.Has(Size) && !values.IsTrue(LargeRoom) && values.NumberOf(Size) > RegularSizeMax)
            return Hms100RoomFailure.InvalidSize;

        byte[] details = new byte[RoomCodec.DetailsBytesMax];
        JsonWriter json = new(details);
        json.Raw("{"u8);
        values.Write(ref json);
        json.Raw("}"u8);
        if (json.Overflowed)
            return Hms100RoomFailure.TooLong;
        created = room with
        {
            Name = AsciiCase.Lower(values.TextOf(Name)),
            IsEnabled = sent.Has(Enabled) ? sent.IsTrue(Enabled) : room.IsEnabled,
            Details = details[..json.Length],
        };
        return Hms100RoomFailure.None;
    }

    /// <summary>Sets the type from the template that was sent. Without one, a room keeps its type, even one that the
    /// policy no longer has.</summary>
    private static Hms100RoomFailure TrySetType(App app, MemberValues sent, ref RoomRecord room)
    {
        bool isNew = room.TypeName == "";
        bool hasId = sent.Has(TemplateId), hasOldName = sent.Has(Template);
        if (!isNew && !hasId && !hasOldName)
            return Hms100RoomFailure.None;
        RoomType? type = hasId ? TypeNamed(app, sent.TextOf(TemplateId))
            : hasOldName ? TypeNamed(app, sent.TextOf(Template))
            : DefaultType(app);
        if (type is null)
            return Hms100RoomFailure.UnknownTemplate;
        // Clients that send back a room they received send both.
        if (hasId && hasOldName && TypeNamed(app, sent.TextOf(Template)) != type)
            return Hms100RoomFailure.ConflictingTemplates;
        if (type.Kind == RoomKind.Scheduled)
            return Hms100RoomFailure.ScheduledTemplate;
        if (!room.CanChangeTo(type))
            return Hms100RoomFailure.TemplateImmutable;
        room = room with { Type = type, TypeName = type.Name };
        return Hms100RoomFailure.None;
    }

    /// <summary>The template id of a room type: the first one that the policy maps to it; otherwise the type's name.
    /// </summary>
    public static string TemplateIdOf(App app, string typeName)
    {
        foreach (TemplateId template in app.TemplateIds)
        {
            if (template.Type.Name == typeName)
                return template.Id;
        }
        return typeName;
    }

    /// <summary>Writes a run-time room.</summary>
    public static void Write(ref JsonWriter json, App app, RoomRecord room)
    {
        json.Raw("{\"id\":"u8);
        json.String(Encoding.UTF8.GetBytes(room.Id));
        WriteState(ref json, app, room.IsEnabled, room.TypeName);
        if (room.Details.Length > "{}".Length)
        {
            json.Raw(","u8);
            json.Raw(room.Details.AsSpan(1, room.Details.Length - "{}".Length));
        }
        // The room type determines the recording if the client did not.
        MemberValues values = new(StoredMembers) { IsFromStorage = true };
        values.ReadStored(room.Details);
        if (!values.Has(RecordingInfo))
            WriteRecording(ref json, room.Type?.Recording ?? false);
        WriteTimes(ref json, room.CreatedAtMilliseconds, room.UpdatedAtMilliseconds);
    }

    /// <summary>Writes a policy room.</summary>
    /// <param name="json">The destination.</param>
    /// <param name="app">The room's app.</param>
    /// <param name="policyRoom">The room.</param>
    /// <param name="room">Its changes at run time; null if it has none.</param>
    /// <param name="startedAtMilliseconds">The appliance's start, returned as the creation time.</param>
    public static void Write(
        ref JsonWriter json, App app, in PolicyRoom policyRoom, RoomRecord? room, long startedAtMilliseconds)
    {
        bool isEnabled = room?.IsEnabled ?? true;
        long createdAtMilliseconds = startedAtMilliseconds;
        long updatedAtMilliseconds = room?.UpdatedAtMilliseconds ?? startedAtMilliseconds;
        RoomType type = policyRoom.Room.Type;
        json.Raw("{\"id\":"u8);
        json.String(policyRoom.Id);
        json.Raw(",\"name\":"u8);
        json.String(policyRoom.Name);
        json.Raw(",\"description\":\"\",\"region\":\"auto\",\"large_room\":false"u8);
        WriteState(ref json, app, isEnabled, type.Name);
        WriteRecording(ref json, type.Recording);
        WriteTimes(ref json, createdAtMilliseconds, updatedAtMilliseconds);
    }

    private static void WriteState(ref JsonWriter json, App app, bool isEnabled, string typeName)
    {
        json.Raw(isEnabled ? ",\"enabled\":true,\"app_id\":"u8 : ",\"enabled\":false,\"app_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(app.Name));
        json.Raw(",\"customer_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(app.PublicId));
        json.Raw(",\"template_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(TemplateIdOf(app, typeName)));
        json.Raw(",\"template\":"u8);
        json.String(Encoding.UTF8.GetBytes(typeName));
    }

    private static void WriteTimes(ref JsonWriter json, long createdAtMilliseconds, long updatedAtMilliseconds)
    {
        json.Raw(",\"created_at\":"u8);
        json.String(RoomTimestamp.Format(createdAtMilliseconds));
        json.Raw(",\"updated_at\":"u8);
        json.String(RoomTimestamp.Format(updatedAtMilliseconds));
        json.Raw("}"u8);
    }

    private static void WriteRecording(ref JsonWriter json, bool isRecorded) => json.Raw(isRecorded
        ? ",\"recording_info\":{\"enabled\":true},\"recording_source_template\":true"u8
        : ",\"recording_info\":{\"enabled\":false},\"recording_source_template\":true"u8);

    /// <summary>The room type of a template id: the policy's map takes precedence over the types' names. Null if
    /// the id is unknown.</summary>
    public static RoomType? TypeNamed(App app, string name)
    {
        foreach (TemplateId template in app.TemplateIds)
        {
            if (template.Id == name)
                return template.Type;
        }
        return RoomCodec.TypeOf(app, name);
    }

    private static RoomType? DefaultType(App app)
    {
        foreach (RoomType type in app.RoomTypes)
        {
            if (type.Kind == RoomKind.Permanent)
                return type;
        }
        return null;
    }
}
