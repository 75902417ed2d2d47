using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Issuance;

/// <summary>The rooms of one app; caches the last lookup of one thread.</summary>
internal sealed class CachedRooms(RoomDirectory directory)
{
    private RoomRegistry? _last;

    public RoomRegistry Of(App app)
    {
        if (_last?.App != app)
            _last = directory.Of(app);
        return _last;
    }
}
