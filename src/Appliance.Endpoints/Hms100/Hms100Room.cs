using System.Buffers;
using System.Text;
using Appliance.Json;
using Appliance.Policy;

namespace Appliance.Endpoints;

/// <summary>A room as 100ms's API describes it. Its template is the room type whose rules it has; all else that its
/// members say is kept for media servers and applications.</summary>
internal static class Hms100Room
{
    /// <summary>The longest name, in ASCII characters.</summary>
    private const int NameBytesMax = 128;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:_"u8);

    public static readonly Member Name = new("name", MemberKind.Text);
    public static readonly Member Enabled = new("enabled", MemberKind.Flag);
    public static readonly Member TemplateId = new("template_id", MemberKind.Text);

    private static readonly Member RecordingInfo = new("recording_info", MemberKind.Object);
    private static readonly Member LargeRoom = new("large_room", MemberKind.Flag) { Default = "false" };
    private static readonly Member Size = new("size", MemberKind.Number) { Most = 20_000 };
    private static readonly Member MaxDuration = new("max_duration_seconds", MemberKind.Number)
    {
        Least = 120, Most = 43_200,
    };
    private static readonly Member Region = new("region", MemberKind.Word)
    {
        Words = ["in", "us", "eu", "auto"], Default = "\"auto\"",
    };

    /// <summary>The largest room that is no large one.</summary>
    private const long UsualSizeMax = 2500;

    /// <summary>What is kept in a room's details.</summary>
    private static readonly Member[] Kept =
    [
        Name, new("description", MemberKind.Text) { Default = "\"\"" }, RecordingInfo, Region, LargeRoom, Size,
        MaxDuration, new("webhook", MemberKind.Object),
    ];

    private static readonly Member[] Sent = [.. Kept, TemplateId, Enabled];

    /// <summary>Reads what a client sends.</summary>
    public static Hms100RoomFailure TryRead(ReadOnlySpan<byte> body, out MemberValues sent)
    {
        sent = new(Sent);
        MemberVerdict verdict = sent.Read(body);
        return verdict switch
        {
            MemberVerdict.Ok => sent.Has(Name) && !IsName(sent.TextOf(Name))
                ? Hms100RoomFailure.InvalidName : Hms100RoomFailure.None,
            MemberVerdict.NotJson => Hms100RoomFailure.NotJson,
            MemberVerdict.Duplicate => Hms100RoomFailure.DuplicateMember,
            MemberVerdict.Unknown => Hms100RoomFailure.UnknownMember,
            _ when sent.AtFault is null => Hms100RoomFailure.NotAnObject,
            _ when sent.AtFault == Name => Hms100RoomFailure.InvalidName,
            _ when sent.AtFault == Region => Hms100RoomFailure.InvalidRegion,
            _ when sent.AtFault == Size => Hms100RoomFailure.InvalidSize,
            _ when sent.AtFault == MaxDuration => Hms100RoomFailure.InvalidMaxDuration,
            _ when sent.AtFault == TemplateId => Hms100RoomFailure.UnknownTemplate,
            _ => Hms100RoomFailure.InvalidMember,
        };
    }

    /// <summary>Gives a room what somebody says of it, beside what it says already.</summary>
    /// <param name="app">Whose room it is.</param>
    /// <param name="room">As it is; of a new one its id and times.</param>
    /// <param name="sent">What is to be different.</param>
    /// <param name="made">The room, if there is no failure.</param>
    public static Hms100RoomFailure TryMake(App app, MadeRoom room, MemberValues sent, out MadeRoom made)
    {
        made = room;
        Hms100RoomFailure failure = TryGiveType(app, sent, ref room);
        if (failure != Hms100RoomFailure.None)
            return failure;
        MemberValues values = new(Kept) { IsKept = true };
        values.Read(room.Details);
        values.Take(sent);
        if (!values.Has(Name))
            values.Set(Name, $"\"{room.Id}\"");
        if (values.Has(Size) && !values.IsTrue(LargeRoom) && values.NumberOf(Size) > UsualSizeMax)
            return Hms100RoomFailure.InvalidSize;

        // There is room for two objects and two texts, however they are escaped.
        byte[] details = new byte[RoomDocument.DetailsBytesMax];
        JsonWriter json = new(details);
        json.Raw("{"u8);
        values.Write(ref json);
        json.Raw("}"u8);
        made = room with
        {
            Name = Key(values.TextOf(Name)),
            IsEnabled = sent.Has(Enabled) ? sent.IsTrue(Enabled) : room.IsEnabled,
            Details = details[..json.Length],
        };
        return Hms100RoomFailure.None;
    }

    /// <summary>One that says nothing of it keeps what it has, also where the policy has that no more.</summary>
    private static Hms100RoomFailure TryGiveType(App app, MemberValues sent, ref MadeRoom room)
    {
        bool isNew = room.TypeName == "";
        if (!isNew && !sent.Has(TemplateId))
            return Hms100RoomFailure.None;
        RoomType? type = sent.Has(TemplateId) ? TypeNamed(app, sent.TextOf(TemplateId)) : Usual(app);
        if (type is null)
            return Hms100RoomFailure.UnknownTemplate;
        if (type.Kind == RoomKind.Scheduled)
            return Hms100RoomFailure.ScheduledTemplate;
        if (!room.MayBecome(type))
            return Hms100RoomFailure.OtherTemplate;
        room = room with { Type = type, TypeName = type.Name };
        return Hms100RoomFailure.None;
    }

    /// <summary>Names that differ in case alone are one.</summary>
    public static string Key(string name) => name.ToLowerInvariant();

    /// <summary>Writes a room that was made at run time.</summary>
    public static void Write(ref JsonWriter json, App app, MadeRoom room)
    {
        json.Raw("{\"id\":"u8);
        json.String(Encoding.UTF8.GetBytes(room.Id));
        WriteState(ref json, app, room.IsEnabled, room.TypeName);
        if (room.Details.Length > "{}".Length)
        {
            json.Raw(","u8);
            json.Raw(room.Details.AsSpan(1, room.Details.Length - "{}".Length));
        }
        // A room that says nothing of recording is recorded if its type says so.
        MemberValues values = new(Kept) { IsKept = true };
        values.Read(room.Details);
        if (!values.Has(RecordingInfo))
            WriteRecording(ref json, room.Type?.Recording ?? false);
        json.Raw(",\"created_at\":"u8);
        json.String(RoomTexts.Instant(room.CreatedAtMilliseconds));
        json.Raw(",\"updated_at\":"u8);
        json.String(RoomTexts.Instant(room.UpdatedAtMilliseconds));
        json.Raw("}"u8);
    }

    /// <summary>Writes what the policy says of a room.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="app">Whose room it is.</param>
    /// <param name="index">Its place in the policy.</param>
    /// <param name="isEnabled">Nobody has disabled it.</param>
    public static void Write(ref JsonWriter json, App app, int index, bool isEnabled)
    {
        RoomType type = app.RoomAt(index).Type;
        json.Raw("{\"id\":"u8);
        json.String(app.RoomIdAt(index));
        json.Raw(",\"name\":"u8);
        json.String(RoomTexts.NameOfPolicyRoom(app, index));
        WriteState(ref json, app, isEnabled, type.Name);
        WriteRecording(ref json, type.Recording);
        json.Raw("}"u8);
    }

    private static void WriteState(ref JsonWriter json, App app, bool isEnabled, string typeName)
    {
        byte[] template = Encoding.UTF8.GetBytes(typeName);
        json.Raw(isEnabled ? ",\"enabled\":true,\"app_id\":"u8 : ",\"enabled\":false,\"app_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(app.Name));
        json.Raw(",\"template_id\":"u8);
        json.String(template);
        json.Raw(",\"template\":"u8);
        json.String(template);
    }

    private static void WriteRecording(ref JsonWriter json, bool isRecorded) => json.Raw(isRecorded
        ? ",\"recording_info\":{\"enabled\":true},\"recording_source_template\":true"u8
        : ",\"recording_info\":{\"enabled\":false},\"recording_source_template\":true"u8);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameBytesMax && !Encoding.UTF8.GetBytes(name).AsSpan().ContainsAnyExcept(NameBytes);

    private static RoomType? TypeNamed(App app, string name)
    {
        foreach (RoomType type in app.RoomTypes)
        {
            if (type.Name == name)
                return type;
        }
        return null;
    }

    private static RoomType? Usual(App app)
    {
        foreach (RoomType type in app.RoomTypes)
        {
            if (type.Kind == RoomKind.Permanent)
                return type;
        }
        return null;
    }
}
