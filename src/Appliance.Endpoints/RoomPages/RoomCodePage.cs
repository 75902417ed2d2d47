using System.Text;
using Appliance.Endpoints.Requests;
using Appliance.Rooms;

namespace Appliance.Endpoints.RoomPages;

/// <summary>
/// The query of a page of room codes: <c>role</c>, <c>enabled</c>, <c>limit</c> and <c>start</c>. A parameter without a
/// value counts as missing; unknown parameters are ignored.
/// </summary>
internal sealed class RoomCodePage
{
    private int _limit = RoomCodec.CodesMax;
    private string? _role;
    private bool? _isEnabled;

    /// <summary>The last code of the previous page.</summary>
    private string? _start;

    /// <summary>Null if a parameter has an invalid value or is repeated.</summary>
    /// <param name="query">Percent-encoded.</param>
    /// <param name="scratch">At least as long as the query.</param>
    public static RoomCodePage? TryRead(ReadOnlySpan<byte> query, Span<byte> scratch)
    {
        RoomCodePage page = new();
        return FormText.TryReadQuery(query, scratch, page.TryTake) ? page : null;
    }

    /// <summary>The codes of the page.</summary>
    /// <param name="codes">All codes of the room.</param>
    /// <param name="last">The <c>start</c> of the next page; empty on the last page.</param>
    public List<RoomCode> Of(IReadOnlyList<RoomCode> codes, out string last)
    {
        List<RoomCode> page = [];
        bool isBehindStart = _start is null;
        last = "";
        foreach (RoomCode code in codes)
        {
            bool isWanted = isBehindStart && (_role is null || code.Role == _role)
                && (_isEnabled is null || code.IsEnabled == _isEnabled);
            isBehindStart |= code.Code == _start;
            if (!isWanted)
                continue;
            if (page.Count == _limit)
            {
                last = page[^1].Code;
                break;
            }
            page.Add(code);
        }
        return page;
    }

    private bool TryTake(string key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case "limit":
                return RoomPageQuery.TryReadLimit(value, min: 1, out _limit);
            case "role":
                _role = Encoding.UTF8.GetString(value);
                return true;
            case "enabled":
                _isEnabled = ScalarConversions.Flag(value);
                return _isEnabled is not null;
            case "start":
                _start = Encoding.UTF8.GetString(value);
                return true;
            default:
                return true;
        }
    }
}
