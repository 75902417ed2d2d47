using System.Text;
using Appliance.Endpoints.Requests;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.RoomPages;

/// <summary>The filters of a room list.</summary>
internal enum RoomFilters : byte
{
    /// <summary>No filter.</summary>
    None,
    /// <summary><c>name</c>, <c>enabled</c>, <c>template_id</c>, <c>before</c> and <c>after</c>.</summary>
    All,
}

/// <summary>
/// The query of a page of an app's rooms: policy rooms first, in the policy's order, then run-time rooms by creation
/// time. A parameter without a value counts as missing; parameters that the API does not have are ignored.
/// </summary>
internal sealed class RoomPageQuery
{
    /// <summary>The maximum number of rooms on a page.</summary>
    public const int LimitMax = 100;

    /// <summary>Reserved for the end of the response, which follows the page.</summary>
    private const int TailBytesMax = 256;

    /// <summary>The maximum number of calls of <see cref="RoomRegistry.List"/> for one page; the next page continues
    /// the scan.</summary>
    private const int PartsMax = 10;

    public int Limit { get; private set; }

    private RoomCursor _after;
    private byte[]? _name;
    private string? _nameKey;
    private bool? _isEnabled;
    private string? _templateId;

    /// <summary>Filters on the creation time, both exclusive.</summary>
    private long _beforeMilliseconds = long.MaxValue;
    private long _afterMilliseconds = long.MinValue;

    /// <summary>Null if a parameter has an invalid value or is repeated.</summary>
    /// <param name="query">Percent-encoded.</param>
    /// <param name="limitMin">The minimum of <c>limit</c>.</param>
    /// <param name="limitDefault">The limit of a query that has none.</param>
    /// <param name="filters">The supported parameters besides <c>limit</c> and <c>start</c>.</param>
    /// <param name="scratch">At least as long as the query.</param>
    public static RoomPageQuery? TryRead(
        ReadOnlySpan<byte> query, int limitMin, int limitDefault, RoomFilters filters, Span<byte> scratch)
    {
        RoomPageQuery page = new() { Limit = limitDefault };
        return FormText.TryReadQuery(
            query, scratch, (name, value) => page.TryTake(name, value, limitMin, filters)) ? page : null;
    }

    /// <summary>Parses the number of items of a page.</summary>
    public static bool TryReadLimit(ReadOnlySpan<byte> text, int min, out int limit)
    {
        bool isNumber = ScalarConversions.TryNumber(text, out long number);
        limit = (int)Math.Min(number, LimitMax);
        return isNumber && number >= min && number <= LimitMax;
    }

    private bool TryTake(string key, ReadOnlySpan<byte> value, int limitMin, RoomFilters filters)
    {
        switch (key)
        {
            case "limit":
                bool isLimit = TryReadLimit(value, limitMin, out int limit);
                Limit = limit;
                return isLimit;
            case "start":
                return RoomCursor.TryParse(Encoding.UTF8.GetString(value), out _after);
            case "name" when filters == RoomFilters.All:
                _name = value.ToArray();
                _nameKey = AsciiCase.Lower(Encoding.UTF8.GetString(value));
                return true;
            case "enabled" when filters == RoomFilters.All:
                _isEnabled = ScalarConversions.Flag(value);
                return _isEnabled is not null;
            case "template_id" when filters == RoomFilters.All:
                _templateId = Encoding.UTF8.GetString(value);
                return true;
            case "before" when filters == RoomFilters.All:
                return RoomTimestamp.TryParse(Encoding.UTF8.GetString(value), out _beforeMilliseconds);
            case "after" when filters == RoomFilters.All:
                return RoomTimestamp.TryParse(Encoding.UTF8.GetString(value), out _afterMilliseconds);
            default:
                return true;
        }
    }

    /// <summary>Writes as many rooms as fit as the items of an array, then <c>],"last":…</c>, the <c>start</c> of the
    /// next page; empty on the last page.</summary>
    /// <param name="json">Positioned behind the array's opening bracket.</param>
    /// <param name="list">The rooms and their writer.</param>
    /// <param name="body">The writer's buffer.</param>
    public void Write(ref JsonWriter json, in RoomList list, Span<byte> body)
    {
        RoomType? type = _templateId is null ? null : list.TypeOf?.Invoke(_templateId);
        int bytesMax = body.Length - RoomList.RoomBytesMax - TailBytesMax;
        int count = 0;
        RoomCursor? end = WritePolicyRooms(ref json, list, type, bytesMax, ref count);
        bool isFull = count == Limit || json.Length > bytesMax;
        // A cursor behind the policy rooms is before all run-time rooms.
        if (!isFull)
            end = WriteRuntimeRooms(ref json, list, type, bytesMax, ref count) ?? (count > 0 ? end : null);
        json.Raw("],\"last\":"u8);
        json.String(Encoding.UTF8.GetBytes(end?.ToString() ?? ""));
    }

    /// <summary>Returns the cursor of the last policy room scanned; null if the page has none.</summary>
    private RoomCursor? WritePolicyRooms(
        ref JsonWriter json, in RoomList list, RoomType? type, int bytesMax, ref int count)
    {
        App app = list.Rooms.App;
        RoomCursor? end = null;
        for (int index = _after.NextPolicyIndex; index < app.RoomCount; index++)
        {
            if (count == Limit || json.Length > bytesMax)
                break;
            end = RoomCursor.OfPolicy(index);
            bool isNamed = _name is null
                || AsciiCase.EqualsIgnoreCase(PolicyRoom.At(app, index).Name, _name);
            RoomRecord? changed = isNamed ? list.Rooms.Find(app.RoomIdAt(index)) : null;
            if (!isNamed || !IsWanted(
                changed?.IsEnabled ?? true, app.RoomAt(index).Type, type, list.OpenedAtMilliseconds))
                continue;
            json.Raw(count++ == 0 ? ""u8 : ","u8);
            list.Write(ref json, index, changed);
        }
        return end;
    }

    /// <summary>Returns the cursor of the last room scanned; null if no rooms follow.</summary>
    private RoomCursor? WriteRuntimeRooms(
        ref JsonWriter json, in RoomList list, RoomType? type, int bytesMax, ref int count)
    {
        List<RoomRecord> page = [];
        RoomCursor? end = _after;
        // Each call scans a bounded number of rooms, which bounds the time under the lock.
        for (int part = 0; part < PartsMax && page.Count == 0 && end is { } cursor; part++)
        {
            end = list.Rooms.List(
                cursor,
                room => IsNamed(room) && IsWanted(room.IsEnabled, room.Type, type, room.CreatedAtMilliseconds),
                Limit - count, page);
        }
        foreach (RoomRecord room in page)
        {
            if (json.Length > bytesMax)
                return end;
            json.Raw(count++ == 0 ? ""u8 : ","u8);
            list.Write(ref json, -1, room);
            if (json.Length > bytesMax)
                end = RoomCursor.Of(room);
        }
        return end;
    }

    /// <summary>Names are stored in the lower case of <see cref="AsciiCase.Lower"/>.</summary>
    private bool IsNamed(RoomRecord room) => _nameKey is null || room.Name == _nameKey;

    private bool IsWanted(bool isEnabled, RoomType? type, RoomType? wantedType, long createdAtMilliseconds) =>
        (_isEnabled is null || isEnabled == _isEnabled)
        && (_templateId is null || wantedType is not null && type == wantedType)
        && createdAtMilliseconds < _beforeMilliseconds && createdAtMilliseconds > _afterMilliseconds;
}

/// <summary>The rooms to list and how to write them.</summary>
/// <param name="Rooms">The app's rooms.</param>
/// <param name="OpenedAtMilliseconds">See <see cref="RoomDirectory.OpenedAtMilliseconds"/>.</param>
/// <param name="Write">Writes one room.</param>
/// <param name="TypeOf">Returns the room type of a template id; null if the list has no such filter.</param>
internal readonly record struct RoomList(
    RoomRegistry Rooms, long OpenedAtMilliseconds, RoomWriter Write, Func<string, RoomType?>? TypeOf = null)
{
    /// <summary>The maximum size of one room: its details, and the JSON around them.</summary>
    public const int RoomBytesMax = RoomCodec.DetailsBytesMax + 1024;
}

/// <summary>Writes one room in the API's format.</summary>
/// <param name="json">The destination.</param>
/// <param name="index">The room's index in the policy; -1 for a run-time room.</param>
/// <param name="room">The run-time room, or the changes of the policy room; null if it has none.</param>
internal delegate void RoomWriter(ref JsonWriter json, int index, RoomRecord? room);
