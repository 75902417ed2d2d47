using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>Which filters a list of rooms has.</summary>
internal enum RoomFilters : byte
{
    /// <summary>None (EnableX).</summary>
    None,
    /// <summary><c>name</c>, <c>enabled</c>, <c>template_id</c>, <c>before</c> and <c>after</c> (100ms).</summary>
    All,
}

/// <summary>
/// Which page of an app's rooms a query asks for: the policy's come first, in the policy's order, then those that were
/// made at run time, in the order of their making. A parameter without a value is the same as none, and parameters that
/// the API does not have are ignored.
/// </summary>
internal sealed class RoomPageQuery
{
    /// <summary>The most rooms on a page.</summary>
    public const int LimitMax = 100;

    /// <summary>Behind the page, where its end is told.</summary>
    private const int TailBytesMax = 256;

    /// <summary>At most this many calls of <see cref="RoomRegistry.List"/> for a page; then the next request goes
    /// on.</summary>
    private const int PartsMax = 10;

    public int Limit { get; private set; }

    private RoomCursor _after;
    private byte[]? _name;
    private string? _nameKey;
    private bool? _isEnabled;
    private string? _templateId;

    /// <summary>Rooms are made before this instant and after that one.</summary>
    private long _beforeMilliseconds = long.MaxValue;
    private long _afterMilliseconds = long.MinValue;

    /// <summary>Null if a parameter has a value that it may not have, or is given twice.</summary>
    /// <param name="query">Percent-encoded.</param>
    /// <param name="limitMin">The least rooms that may be asked for.</param>
    /// <param name="limitDefault">How many where the query does not say.</param>
    /// <param name="filters">Which parameters there are beside <c>limit</c> and <c>start</c>.</param>
    /// <param name="scratch">At least as long as the query.</param>
    public static RoomPageQuery? TryRead(
        ReadOnlySpan<byte> query, int limitMin, int limitDefault, RoomFilters filters, Span<byte> scratch)
    {
        RoomPageQuery page = new() { Limit = limitDefault };
        return FormText.TryReadQuery(
            query, scratch, (name, value) => page.TryTake(name, value, limitMin, filters)) ? page : null;
    }

    /// <summary>Reads how many items a page may have.</summary>
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
                _nameKey = CallerText.LowerAscii(Encoding.UTF8.GetString(value));
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

    /// <summary>Writes the rooms as an array's items, as many as fit, and <c>],"last":…</c>: what the next page starts
    /// behind, empty if there are no more rooms.</summary>
    /// <param name="json">Stands behind the array's bracket.</param>
    /// <param name="list">What is listed, and how.</param>
    /// <param name="body">The buffer that the writer writes into.</param>
    public void Write(ref JsonWriter json, in RoomList list, Span<byte> body)
    {
        RoomType? type = _templateId is null ? null : list.TypeOf?.Invoke(_templateId);
        int bytesMax = body.Length - list.RoomBytesMax - TailBytesMax;
        int count = 0;
        RoomCursor? end = WritePolicyRooms(ref json, list, type, bytesMax, ref count);
        bool isFull = count == Limit || json.Length > bytesMax;
        // A place behind the policy's rooms is one before all others.
        if (!isFull)
            end = WriteRuntimeRooms(ref json, list, type, bytesMax, ref count) ?? (count > 0 ? end : null);
        json.Raw("],\"last\":"u8);
        json.String(Encoding.UTF8.GetBytes(end?.ToString() ?? ""));
    }

    /// <summary>Where they end; null if the page has none of them.</summary>
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
                || CallerText.EqualsIgnoreAsciiCase(PolicyRoom.At(app, index).Name, _name);
            RoomRecord? changed = isNamed ? list.Rooms.Find(app.RoomIdAt(index)) : null;
            if (!isNamed || !IsWanted(
                changed?.IsEnabled ?? true, app.RoomAt(index).Type, type, list.OpenedAtMilliseconds))
                continue;
            json.Raw(count++ == 0 ? ""u8 : ","u8);
            list.Write(ref json, index, changed);
        }
        return end;
    }

    /// <summary>Where they end; null if there are no more.</summary>
    private RoomCursor? WriteRuntimeRooms(
        ref JsonWriter json, in RoomList list, RoomType? type, int bytesMax, ref int count)
    {
        List<RoomRecord> page = [];
        RoomCursor? end = _after;
        // One list looks at a bounded number of rooms, so that no lock is held for long.
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

    /// <summary>Names are kept in the lower case of <see cref="CallerText.LowerAscii"/>.</summary>
    private bool IsNamed(RoomRecord room) => _nameKey is null || room.Name == _nameKey;

    private bool IsWanted(bool isEnabled, RoomType? type, RoomType? wantedType, long createdAtMilliseconds) =>
        (_isEnabled is null || isEnabled == _isEnabled)
        && (_templateId is null || wantedType is not null && type == wantedType)
        && createdAtMilliseconds < _beforeMilliseconds && createdAtMilliseconds > _afterMilliseconds;
}

/// <summary>What is listed, and how.</summary>
/// <param name="Rooms">The app's rooms.</param>
/// <param name="OpenedAtMilliseconds">See <see cref="RoomDirectory.OpenedAtMilliseconds"/>.</param>
/// <param name="RoomBytesMax">The most bytes of one room.</param>
/// <param name="Write">Writes one room.</param>
/// <param name="TypeOf">The room type of a template id; null where there is none.</param>
internal readonly record struct RoomList(
    RoomRegistry Rooms, long OpenedAtMilliseconds, int RoomBytesMax, RoomWriter Write,
    Func<string, RoomType?>? TypeOf = null);

/// <summary>Writes one room as an API describes it.</summary>
/// <param name="json">Where to.</param>
/// <param name="index">The room's place in the policy; -1 for one that was made at run time.</param>
/// <param name="room">That one, or what was changed of the policy's; null if nothing was.</param>
internal delegate void RoomWriter(ref JsonWriter json, int index, RoomRecord? room);
