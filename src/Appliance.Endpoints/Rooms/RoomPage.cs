using System.Buffers.Text;
using System.Text;
using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>Which page of rooms a query asks for.</summary>
internal sealed class RoomPage
{
    /// <summary>The most rooms on a page.</summary>
    public const int LimitMax = 100;

    /// <summary>Behind the page, where its end is told.</summary>
    public const int TailBytesMax = 256;

    public int Limit { get; private init; }

    private RoomPlace After { get; init; }

    /// <summary>Null: whatever its name is.</summary>
    public string? Name { get; private init; }

    /// <summary>Null: whether it is enabled or not.</summary>
    public bool? IsEnabled { get; private init; }

    /// <summary>Reads a query of <c>limit</c>, <c>start</c>, and where there are filters <c>name</c> and
    /// <c>enabled</c>. Null if it is none.</summary>
    public static RoomPage? TryRead(
        ReadOnlySpan<byte> query, int limitLeast, int limitUsual, bool hasFilters, Span<byte> scratch)
    {
        int limit = limitUsual;
        RoomPlace after = default;
        string? wantedName = null;
        bool? isEnabled = null;
        List<string> seen = [];
        while (FormText.NextPair(ref query, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> encoded))
        {
            if (!FormText.TryDecode(encoded, scratch, out int length))
                return null;
            ReadOnlySpan<byte> value = scratch[..length];
            string key = Encoding.UTF8.GetString(name);
            if (seen.Contains(key))
                return null;
            seen.Add(key);
            bool isGood = key switch
            {
                "limit" => Utf8Parser.TryParse(value, out limit, out int consumed) && consumed == value.Length
                    && limit >= limitLeast && limit <= LimitMax,
                "start" => value.IsEmpty || RoomPlace.TryParse(Encoding.UTF8.GetString(value), out after),
                "name" => hasFilters && (wantedName = Encoding.UTF8.GetString(value)) != "",
                "enabled" => hasFilters && (isEnabled = Flag(value)) is not null,
                _ => false,
            };
            if (!isGood)
                return null;
        }
        return new() { Limit = limit, After = after, Name = wantedName, IsEnabled = isEnabled };
    }

    /// <summary>Writes the rooms as an array's items, as many as there is room for, and <c>],"last":…</c>: what the
    /// next page starts behind, empty if nothing is there.</summary>
    public void Write(ref JsonWriter json, AppRooms rooms, int roomBytesMax, Span<byte> body, RoomWriter write)
    {
        List<MadeRoom> page = [];
        RoomPlace? end = rooms.List(After, IsWanted, Limit, page);
        for (int index = 0; index < page.Count; index++)
        {
            if (json.Length + roomBytesMax + TailBytesMax > body.Length)
            {
                end = RoomPlace.Of(page[index - 1]);
                break;
            }
            json.Raw(index == 0 ? ""u8 : ","u8);
            write(ref json, page[index]);
        }
        json.Raw("],\"last\":"u8);
        json.String(Encoding.UTF8.GetBytes(end?.ToString() ?? ""));
    }

    private static bool? Flag(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("true"u8) ? true : text.SequenceEqual("false"u8) ? false : null;

    private bool IsWanted(MadeRoom room) =>
        (Name is null || string.Equals(room.Name, Name, StringComparison.OrdinalIgnoreCase))
        && (IsEnabled is null || room.IsEnabled == IsEnabled);
}

/// <summary>Writes one room as an API describes it.</summary>
internal delegate void RoomWriter(ref JsonWriter json, MadeRoom room);
