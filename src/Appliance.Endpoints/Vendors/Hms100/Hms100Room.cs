using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>The members of a 100ms room. Its template is its room type; all others are only stored, for media servers
/// and applications.</summary>
internal static class Hms100Room
{
    public static readonly Member Name = new("name", MemberKind.Text);
    public static readonly Member Enabled = new("enabled", MemberKind.Flag);
    public static readonly Member TemplateId = new("template_id", MemberKind.Text) { IsExact = true };

    /// <summary>The old name of <see cref="TemplateId"/>.</summary>
    private static readonly Member Template = new("template", MemberKind.Text) { IsExact = true };

    public static readonly Member RecordingInfo = new("recording_info", MemberKind.Object);
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
    public static readonly Member[] StoredMembers =
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
    /// <param name="detail">Gets the invalid member.</param>
    /// <param name="created">The room, unless the result is a failure.</param>
    public static Failure TryCreate(
        App app, RoomRecord room, MemberValues sent, FailureDetail detail, out RoomRecord created)
    {
        created = room;
        Failure failure = TrySetType(app, sent, ref room);
        if (failure != Failure.None)
            return failure;
        MemberValues values = new(StoredMembers) { IsFromStorage = true };
        values.ReadStored(room.Details);
        values.Merge(sent);
        if (!values.Has(Name))
            values.Set(Name, $"\"{room.Id}\"");
        if (values.Has(Size) && !values.IsTrue(LargeRoom) && values.NumberOf(Size) > RegularSizeMax)
        {
            detail.Record(Size.Name, "a whole number, 0 to 2500, or to 20000 for a large_room", Size);
            return Failure.InvalidMember;
        }

        if (values.ToStored() is not { } details)
            return Failure.ValuesTooLong;
        created = room with
        {
            Name = AsciiCase.Lower(values.TextOf(Name)),
            IsEnabled = sent.Has(Enabled) ? sent.IsTrue(Enabled) : room.IsEnabled,
            Details = details,
        };
        return Failure.None;
    }

    /// <summary>Sets the type from the template that was sent. Without one, a room keeps its type, even one that the
    /// policy no longer has.</summary>
    private static Failure TrySetType(App app, MemberValues sent, ref RoomRecord room)
    {
        bool isNew = room.TypeName == "";
        bool hasId = sent.Has(TemplateId), hasOldName = sent.Has(Template);
        if (!isNew && !hasId && !hasOldName)
            return Failure.None;
        RoomType? type = hasId ? Hms100Template.TypeOf(app, sent.TextOf(TemplateId))
            : hasOldName ? Hms100Template.TypeOf(app, sent.TextOf(Template))
            : DefaultType(app);
        if (type is null)
            return Failure.UnknownRoomType;
        // Clients that send back a room they received send both.
        if (hasId && hasOldName && Hms100Template.TypeOf(app, sent.TextOf(Template)) != type)
            return Failure.ConflictingRoomTypes;
        if (type.Kind == RoomKind.Scheduled)
            return Failure.ScheduledRoomType;
        if (!room.CanChangeTo(type))
            return Failure.RoomTypeImmutable;
        room = room with { Type = type, TypeName = type.Name };
        return Failure.None;
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
