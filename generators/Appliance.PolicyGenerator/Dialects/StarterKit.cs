using KitRole = (string Name, Appliance.PolicyModel.Grants Grants);

namespace Appliance.PolicyGenerator.Dialects;

/// <summary>Predefined roles and room types of an app that names the kit; the app's own members override
/// them.</summary>
internal sealed record StarterKit(string Name, IReadOnlyList<KitRole> Roles, IReadOnlyList<KitRoomType> RoomTypes)
{
    private const Grants View = Grants.Subscribe | Grants.Chat;
    private const Grants Talk = View | Grants.Publish;
    private const Grants Moderate = Talk | Grants.Mute | Grants.Eject | Grants.End;
    private const Grants Everything = Moderate | Grants.Record;

    public static IReadOnlyList<StarterKit> All { get; } =
    [
        new("video-conferencing",
            [("host", Everything), ("guest", Talk)],
            [new("conference", RoomKind.Permanent, ["host", "guest"])]),
        new("webinar",
            [("host", Everything), ("speaker", Talk), ("attendee", View)],
            [new("webinar", RoomKind.Scheduled, ["host", "speaker", "attendee"])]),
        new("live-streaming",
            [("broadcaster", Everything), ("co-broadcaster", Talk), ("viewer", View)],
            [new("stream", RoomKind.Permanent, ["broadcaster", "co-broadcaster", "viewer"])]),
        new("audio-room",
            [("moderator", Moderate), ("speaker", Talk), ("listener", View)],
            [new("audio-room", RoomKind.Permanent, ["moderator", "speaker", "listener"])]),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(k => k.Name)];
}

/// <summary>A room type of a starter kit.</summary>
internal sealed record KitRoomType(string Name, RoomKind Kind, IReadOnlyList<string> Roles);
