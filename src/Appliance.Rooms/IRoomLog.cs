namespace Appliance.Rooms;

/// <summary>Receives events for the operator, on any thread: implementations must neither block nor throw.</summary>
public interface IRoomLog
{
    /// <summary>A stored room cannot be read and is skipped.</summary>
    void RoomUnreadable(string app, string room);
}
