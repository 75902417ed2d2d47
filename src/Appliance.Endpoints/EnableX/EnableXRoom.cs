using System.Text;
using Appliance.Json;
using Appliance.Policy;

namespace Appliance.Endpoints;

/// <summary>A room as EnableX's API describes it. Its kind and whether it is recorded choose the room type whose rules
/// it has; all else that its members say is kept for media servers and applications.</summary>
internal static class EnableXRoom
{
    public static readonly Member Name = new("name", MemberKind.Text);
    public static readonly Member OwnerRef = new("owner_ref", MemberKind.Text);
    private static readonly Member Sip = new("sip", MemberKind.Object);

    private static readonly Member Scheduled = Flag("scheduled");
    private static readonly Member AdHoc = Flag("adhoc");
    private static readonly Member ScheduledTime = new("scheduled_time", MemberKind.Text);
    private static readonly Member AutoRecording = Flag("auto_recording");

    private static readonly Member Mode = new("mode", MemberKind.Word)
    {
        Words = ["group", "lecture"], Default = "\"group\"",
    };

    /// <summary>The duration: ten years at most.</summary>
    private static readonly Member Minutes = new("duration", MemberKind.Number) { Most = 5_256_000 };

    private static readonly Member Settings = new("settings", MemberKind.Group)
    {
        Members =
        [
            new("description", MemberKind.Text),
            Mode, Scheduled, AdHoc, ScheduledTime, Minutes,
            new("moderators", MemberKind.Number) { Least = 1, Most = 5, Default = "1" },
            new("participants", MemberKind.Number) { Most = 1_000_000 },
            new("billing_code", MemberKind.Text),
            AutoRecording,
            new("quality", MemberKind.Word) { Words = ["HD", "SD", "LD"], Default = "\"SD\"" },
            Flag("canvas"), Flag("screen_share"), Flag("abwd"),
            new("max_active_talkers", MemberKind.Number) { Least = 1, Most = 16 },
            Flag("knock"), Flag("wait_for_moderator"),
            new("media_zone", MemberKind.Text),
            Flag("single_file_recording"),
            new("role_based_recording", MemberKind.Object),
            new("live_recording", MemberKind.Object),
        ],
    };

    private static readonly Member[] Members = [Name, OwnerRef, Settings, Sip, new("data", MemberKind.Object)];

    /// <summary>Reads what a client sends.</summary>
    public static EnableXRoomFailure TryRead(ReadOnlySpan<byte> body, out MemberValues sent)
    {
        sent = new(Members) { TakesStrings = true };
        MemberVerdict verdict = sent.Read(body);
        return verdict switch
        {
            MemberVerdict.Ok => EnableXRoomFailure.None,
            MemberVerdict.NotJson => EnableXRoomFailure.NotJson,
            MemberVerdict.Duplicate => EnableXRoomFailure.DuplicateMember,
            MemberVerdict.Unknown => sent.AtFault == Settings
                ? EnableXRoomFailure.UnknownSetting : EnableXRoomFailure.UnknownMember,
            _ => sent.AtFault is null ? EnableXRoomFailure.NotAnObject : Invalid(sent.AtFault),
        };
    }

    /// <summary>What a room says that was made before.</summary>
    public static MemberValues Of(MadeRoom room)
    {
        MemberValues kept = new(Members) { IsKept = true };
        kept.Read(room.Details);
        return kept;
    }

    /// <summary>Whether an update would make it another kind of room.</summary>
    public static bool ChangesKind(MemberValues kept, MemberValues sent)
    {
        MemberValues before = kept[Settings], after = sent[Settings];
        foreach (Member member in (ReadOnlySpan<Member>)[Scheduled, AdHoc, Mode])
        {
            if (after.Has(member) && after.JsonOf(member) != before.JsonOf(member))
                return true;
        }
        return false;
    }

    /// <summary>Gives a room what its members say.</summary>
    /// <param name="app">Whose room it is.</param>
    /// <param name="room">Its id and its times.</param>
    /// <param name="values">All its members.</param>
    /// <param name="made">The room, if there is no failure.</param>
    public static EnableXRoomFailure TryMake(App app, MadeRoom room, MemberValues values, out MadeRoom made)
    {
        made = room;
        MemberValues settings = values[Settings];
        if (values.TextOf(Name) == "")
            return EnableXRoomFailure.InvalidName;
        if (values.TextOf(OwnerRef) == "")
            return EnableXRoomFailure.InvalidOwnerRef;
        bool isScheduled = settings.IsTrue(Scheduled), isAdHoc = settings.IsTrue(AdHoc);
        if (isScheduled && isAdHoc)
            return EnableXRoomFailure.InvalidAdHoc;
        long startsAtSeconds = 0;
        long durationSeconds = (isScheduled || isAdHoc) && settings.Has(Minutes)
            ? settings.NumberOf(Minutes) * Duration.Minute : 0;
        string start = settings.TextOf(ScheduledTime);
        if (isScheduled)
        {
            if (start == "")
                return EnableXRoomFailure.MissingScheduledTime;
            if (!TryParseTime(start, out startsAtSeconds))
                return EnableXRoomFailure.InvalidScheduledTime;
            if (durationSeconds == 0)
                return EnableXRoomFailure.InvalidDuration;
        }
        else if (start != "")
        {
            return EnableXRoomFailure.NotForThisType;
        }
        RoomKind kind = isScheduled ? RoomKind.Scheduled : isAdHoc ? RoomKind.AdHoc : RoomKind.Permanent;
        RoomType? type = TypeFor(app, kind, settings.IsTrue(AutoRecording));
        if (type is null)
            return EnableXRoomFailure.NoSuchType;
        if (!room.MayBecome(type))
            return EnableXRoomFailure.TypeFixed;

        byte[] details = new byte[RoomDocument.DetailsBytesMax];
        JsonWriter json = new(details);
        json.Raw("{"u8);
        values.Write(ref json);
        json.Raw("}"u8);
        if (json.Overflowed)
            return EnableXRoomFailure.TooLong;
        made = room with
        {
            Type = type,
            TypeName = type.Name,
            StartsAtSeconds = startsAtSeconds,
            DurationSeconds = durationSeconds,
            Details = details[..json.Length],
        };
        return EnableXRoomFailure.None;
    }

    /// <summary>Whether a start was sent that is over already.</summary>
    public static bool StartsBefore(MemberValues sent, long nowSeconds) =>
        TryParseTime(sent[Settings].TextOf(ScheduledTime), out long startsAtSeconds) && startsAtSeconds < nowSeconds;

    /// <summary>Writes a room that was made at run time.</summary>
    public static void Write(ref JsonWriter json, MadeRoom room)
    {
        json.Raw("{"u8);
        if (room.Details.Length > "{}".Length)
        {
            json.Raw(room.Details.AsSpan(1, room.Details.Length - "{}".Length));
            json.Raw(","u8);
        }
        json.Raw("\"created\":"u8);
        json.String(RoomTexts.Instant(room.CreatedAtMilliseconds));
        json.Raw(",\"room_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(room.Id));
        json.Raw("}"u8);
    }

    /// <summary>Writes what the policy says of a room.</summary>
    public static void Write(ref JsonWriter json, App app, int index)
    {
        Room room = app.RoomAt(index);
        MemberValues settings = new(Settings.Members);
        settings.Set(Scheduled, room.Type.Kind == RoomKind.Scheduled ? "true" : "false");
        settings.Set(AdHoc, room.Type.Kind == RoomKind.AdHoc ? "true" : "false");
        settings.Set(AutoRecording, room.Type.Recording ? "true" : "false");
        if (room.Type.Kind == RoomKind.Scheduled)
        {
            string start = Instant.ToText(room.StartsAtSeconds);
            long minutes = (room.DurationSeconds + Duration.Minute - 1) / Duration.Minute;
            settings.Set(ScheduledTime, $"\"{start[..^1].Replace('T', ' ')}\"");
            settings.Set(Minutes, $"{minutes}");
        }
        json.Raw("{\"name\":"u8);
        json.String(RoomTexts.NameOfPolicyRoom(app, index));
        json.Raw(",\"settings\":{"u8);
        settings.Write(ref json);
        json.Raw("},\"room_id\":"u8);
        json.String(app.RoomIdAt(index));
        json.Raw("}"u8);
    }

    /// <summary>The app's first type of a kind that is recorded, or not, as is asked for; or else the first of that
    /// kind.</summary>
    private static RoomType? TypeFor(App app, RoomKind kind, bool isRecorded)
    {
        RoomType? first = null;
        foreach (RoomType type in app.RoomTypes)
        {
            if (type.Kind != kind)
                continue;
            if (type.Recording == isRecorded)
                return type;
            first ??= type;
        }
        return first;
    }

    /// <summary>Reads <c>YYYY-MM-DD HH:MM:SS</c> in UTC.</summary>
    private static bool TryParseTime(string text, out long unixSeconds)
    {
        unixSeconds = 0;
        const int DateLength = 10;
        return text.Length == "YYYY-MM-DD HH:MM:SS".Length && text[DateLength] == ' '
            && Instant.TryParse($"{text[..DateLength]}T{text[(DateLength + 1)..]}Z", out unixSeconds);
    }

    private static EnableXRoomFailure Invalid(Member member) => Encoding.UTF8.GetString(member.Name) switch
    {
        "name" => EnableXRoomFailure.InvalidName,
        "owner_ref" => EnableXRoomFailure.InvalidOwnerRef,
        "settings" => EnableXRoomFailure.InvalidSettings,
        "sip" => EnableXRoomFailure.InvalidSip,
        "data" => EnableXRoomFailure.InvalidData,
        "scheduled" => EnableXRoomFailure.InvalidScheduled,
        "scheduled_time" => EnableXRoomFailure.InvalidScheduledTime,
        "participants" => EnableXRoomFailure.InvalidParticipants,
        "auto_recording" => EnableXRoomFailure.InvalidAutoRecording,
        "duration" => EnableXRoomFailure.InvalidDuration,
        "wait_for_moderator" => EnableXRoomFailure.InvalidWaitForModerator,
        "quality" => EnableXRoomFailure.InvalidQuality,
        "adhoc" => EnableXRoomFailure.InvalidAdHoc,
        "mode" => EnableXRoomFailure.InvalidMode,
        "moderators" => EnableXRoomFailure.InvalidModerators,
        _ => EnableXRoomFailure.InvalidSetting,
    };

    private static Member Flag(string name) => new(name, MemberKind.Flag) { Default = "false" };
}
