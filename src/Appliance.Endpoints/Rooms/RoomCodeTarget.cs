namespace Appliance.Endpoints;

/// <summary>What a room code opens.</summary>
/// <param name="Rooms">Those of the app.</param>
/// <param name="RoomId">In UTF-8.</param>
/// <param name="Code">The code as it is now.</param>
internal sealed record RoomCodeTarget(RoomRegistry Rooms, byte[] RoomId, RoomCode Code);
