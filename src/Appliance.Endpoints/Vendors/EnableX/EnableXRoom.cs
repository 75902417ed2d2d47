using System.Text;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.RoomPages;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.EnableX;

/// <summary>A room in the format of EnableX's API. Its kind and its recording setting select the room type; all other
/// members are only stored, for media servers and applications.</summary>
internal static class EnableXRoom
{
    private const int SipPinDigits = 6;
    private const int SipMeetingIdDigits = 10;

    public static readonly Member Name = new("name", MemberKind.Text);
    public static readonly Member OwnerRef = new("owner_ref", MemberKind.Text);
    private static readonly Member SipEnabled = Flag("enabled");
    private static readonly Member SipPin = new("pin", MemberKind.Text);
    private static readonly Member SipMeetingId = new("meeting_id", MemberKind.Text);

    public static readonly Member Sip = new("sip", MemberKind.Group)
    {
        Members = [SipEnabled, SipPin, SipMeetingId], PreservesUnknown = true, FalseSets = SipEnabled,
    };

    public static readonly Member Scheduled = Flag("scheduled");
    public static readonly Member AdHoc = Flag("adhoc");
    /// <summary>Of any type, since it is only stored if the room is not scheduled.</summary>
    public static readonly Member ScheduledTime = new("scheduled_time", MemberKind.Any);
    public static readonly Member AutoRecording = Flag("auto_recording");
    public static readonly Member WaitForModerator = Flag("wait_for_moderator");
    public static readonly Member Moderators = new("moderators", MemberKind.Number) { Min = 1, Max = 5, Default = "1" };
    public static readonly Member Participants = new("participants", MemberKind.Number) { Max = 1_000_000 };

    public static readonly Member Mode = new("mode", MemberKind.Word)
    {
        Words = ["group", "lecture"], Default = "\"group\"",
    };

    public static readonly Member Quality = new("quality", MemberKind.Word)
    {
        Words = ["HD", "SD", "LD"], Default = "\"SD\"",
    };

    /// <summary>In minutes, at most ten years.</summary>
    public static readonly Member Minutes = new("duration", MemberKind.Number) { Max = 5_256_000 };

    /// <summary>Unknown members are stored and returned: media servers and applications have their own
    /// settings.</summary>
    public static readonly Member Settings = new("settings", MemberKind.Group)
    {
        PreservesUnknown = true,
        Members =
        [
            new("description", MemberKind.Text) { PreservesEmpty = true },
            Mode, Scheduled, AdHoc, ScheduledTime, Minutes, Moderators, Participants,
            new("billing_code", MemberKind.Text) { PreservesEmpty = true },
            AutoRecording, Quality,
            Flag("canvas"), Flag("screen_share"), Flag("abwd"),
            new("max_active_talkers", MemberKind.Number) { Min = 1, Max = 16 },
            Flag("knock"), WaitForModerator,
            new("media_zone", MemberKind.Text) { PreservesEmpty = true },
            Flag("single_file_recording"),
            new("role_based_recording", MemberKind.Any),
            new("live_recording", MemberKind.Any),
        ],
    };

    public static readonly Member Data = new("data", MemberKind.Any);

    /// <summary>The members of the vendor's API; others are ignored.</summary>
    public static readonly Member[] Members = [Name, OwnerRef, Settings, Sip, Data];

    /// <summary>Reads a request body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="detail">Records the invalid member.</param>
    /// <param name="sent">The members that were sent.</param>
    public static Failure TryRead(ReadOnlySpan<byte> body, FailureDetail detail, out MemberValues sent)
    {
        sent = new(Members) { PreservesTypes = true };
        return sent.Read(body, detail);
    }

    /// <summary>The members of a stored room.</summary>
    public static MemberValues Of(RoomRecord room)
    {
        MemberValues stored = new(Members) { PreservesTypes = true, IsFromStorage = true };
        stored.ReadStored(room.Details);
        return stored;
    }

    /// <summary>Whether an update would change the room's kind.</summary>
    public static bool ChangesKind(MemberValues stored, MemberValues sent)
    {
        MemberValues before = stored[Settings], after = sent[Settings];
        return after.Has(Scheduled) && after.IsTrue(Scheduled) != before.IsTrue(Scheduled)
            || after.Has(AdHoc) && after.IsTrue(AdHoc) != before.IsTrue(AdHoc)
            || after.Has(Mode) && after.JsonOf(Mode) != before.JsonOf(Mode);
    }

    /// <summary>Creates or updates a room from its members.</summary>
    /// <param name="app">The room's app.</param>
    /// <param name="room">Its id and times.</param>
    /// <param name="values">All its members.</param>
    /// <param name="detail">Records the invalid member.</param>
    /// <param name="created">The room, unless the result is a failure.</param>
    public static Failure TryCreate(
        App app, RoomRecord room, MemberValues values, FailureDetail detail, out RoomRecord created)
    {
        created = room;
        (Failure failure, Member? invalid) = Check(values, out long startsAtSeconds, out long durationSeconds);
        if (invalid is not null)
        {
            detail.Record(invalid);
            return failure;
        }
        MemberValues settings = values[Settings];
        RoomKind kind = settings.IsTrue(Scheduled) ? RoomKind.Scheduled
            : settings.IsTrue(AdHoc) ? RoomKind.AdHoc : RoomKind.Permanent;
        RoomType? type = TypeFor(app, kind, settings.IsTrue(AutoRecording));
        if (type is null)
            return Failure.NoMatchingRoomType;
        if (!room.CanChangeTo(type))
            return Failure.RoomTypeImmutable;

        if (values.ToStored() is not { } details)
            return Failure.ValuesTooLong;
        created = room with
        {
            Type = type,
            TypeName = type.Name,
            StartsAtSeconds = startsAtSeconds,
            DurationSeconds = durationSeconds,
            Details = details,
        };
        return Failure.None;
    }

    /// <summary>Checks the members that depend on each other.</summary>
    /// <param name="values">All members of the room.</param>
    /// <param name="startsAtSeconds">Unix seconds; 0 if the room is not scheduled.</param>
    /// <param name="durationSeconds">0 if the room has no maximum duration.</param>
    /// <returns>The invalid member; null if all are valid.</returns>
    private static (Failure Failure, Member? Member) Check(
        MemberValues values, out long startsAtSeconds, out long durationSeconds)
    {
        startsAtSeconds = 0;
        MemberValues settings = values[Settings];
        bool isScheduled = settings.IsTrue(Scheduled), isAdHoc = settings.IsTrue(AdHoc);
        durationSeconds = isScheduled || isAdHoc ? settings.NumberOf(Minutes) * Duration.Minute : 0;
        if (values.TextOf(Name) == "")
            return (Failure.InvalidMember, Name);
        if (values.TextOf(OwnerRef) == "")
            return (Failure.InvalidMember, OwnerRef);
        if (!isScheduled)
            return default;
        if (isAdHoc)
            return (Failure.InvalidMember, AdHoc);
        string start = settings.TextOf(ScheduledTime);
        if (start == "")
            return (Failure.MissingMember, ScheduledTime);
        if (!TryParseTime(start, out startsAtSeconds))
            return (Failure.InvalidMember, ScheduledTime);
        return durationSeconds == 0 ? (Failure.InvalidMember, Minutes) : default;
    }

    /// <summary>Adds the missing PIN and meeting id of a room with dial-in.</summary>
    public static void AddSip(MemberValues values, RandomText random)
    {
        MemberValues sip = values[Sip];
        if (!sip.IsTrue(SipEnabled))
            return;
        if (!sip.Has(SipPin))
            sip.Set(SipPin, $"\"{random.Digits(SipPinDigits)}\"");
        if (!sip.Has(SipMeetingId))
            sip.Set(SipMeetingId, $"\"{random.Digits(SipMeetingIdDigits)}\"");
    }

    /// <summary>Whether the start that was sent is in the past. False for a room that is not scheduled.</summary>
    /// <param name="values">All members of the room.</param>
    /// <param name="sent">The members that were sent.</param>
    /// <param name="nowSeconds">Unix seconds.</param>
    public static bool StartsBefore(MemberValues values, MemberValues sent, long nowSeconds) =>
        values[Settings].IsTrue(Scheduled)
        && TryParseTime(sent[Settings].TextOf(ScheduledTime), out long startsAtSeconds) && startsAtSeconds < nowSeconds;

    /// <summary>Writes a run-time room.</summary>
    public static void Write(ref JsonWriter json, App app, RoomRecord room)
    {
        json.Raw("{"u8);
        if (room.Details.Length > "{}".Length)
        {
            json.Raw(room.Details.AsSpan(1, room.Details.Length - "{}".Length));
            json.Raw(","u8);
        }
        WriteEnd(ref json, app, room.CreatedAtMilliseconds, Encoding.UTF8.GetBytes(room.Id));
    }

    /// <summary>Writes a policy room.</summary>
    /// <param name="json">The destination.</param>
    /// <param name="app">The room's app.</param>
    /// <param name="policyRoom">The room.</param>
    /// <param name="startedAtMilliseconds">The appliance's start, returned as the creation time.</param>
    public static void Write(ref JsonWriter json, App app, in PolicyRoom policyRoom, long startedAtMilliseconds)
    {
        Room room = policyRoom.Room;
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
        json.String(policyRoom.Name);
        json.Raw(",\"owner_ref\":\"\",\"settings\":{"u8);
        settings.Write(ref json);
        json.Raw("},\"sip\":{\"enabled\":false},"u8);
        WriteEnd(ref json, app, startedAtMilliseconds, policyRoom.Id);
    }

    private static void WriteEnd(ref JsonWriter json, App app, long createdAtMilliseconds, ReadOnlySpan<byte> roomId)
    {
        json.Raw("\"service_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(app.PublicId));
        json.Raw(",\"created\":"u8);
        json.String(RoomTimestamp.Format(createdAtMilliseconds));
        json.Raw(",\"room_id\":"u8);
        json.String(roomId);
        json.Raw("}"u8);
    }

    /// <summary>The app's first type of this kind with the requested recording setting; otherwise its first type of
    /// this kind.</summary>
    public static RoomType? TypeFor(App app, RoomKind kind, bool isRecorded)
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

    /// <summary>Parses <c>YYYY-MM-DD HH:MM:SS</c> in UTC.</summary>
    private static bool TryParseTime(string text, out long unixSeconds)
    {
        unixSeconds = 0;
        const int DateLength = 10;
        return text.Length == "YYYY-MM-DD HH:MM:SS".Length && text[DateLength] == ' '
            && Instant.TryParse($"{text[..DateLength]}T{text[(DateLength + 1)..]}Z", out unixSeconds);
    }

    private static Member Flag(string name) => new(name, MemberKind.Flag) { Default = "false" };
}
