namespace Appliance.Rooms;

/// <summary>The room and role of a room code.</summary>
/// <param name="Rooms">The rooms of the code's app.</param>
/// <param name="RoomId">In UTF-8.</param>
/// <param name="Code">The current state of the code.</param>
public sealed record RoomCodeTarget(RoomRegistry Rooms, byte[] RoomId, RoomCode Code);
