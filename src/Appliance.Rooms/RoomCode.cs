namespace Appliance.Rooms;

/// <summary>A short code for a room and a role: a client that presents it gets a token.</summary>
/// <param name="Code"><c>abc-defg-hij</c>: lower-case letters.</param>
/// <param name="Role">The name of a role of the app.</param>
/// <param name="IsEnabled">Whether the code is accepted.</param>
/// <param name="CreatedAtMilliseconds">Unix time.</param>
/// <param name="UpdatedAtMilliseconds">Unix time.</param>
public sealed record RoomCode(
    string Code, string Role, bool IsEnabled, long CreatedAtMilliseconds, long UpdatedAtMilliseconds);
