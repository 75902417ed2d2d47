namespace Appliance.Endpoints;

/// <summary>A short code that stands for a room and a role (100ms): whoever has it gets a token.</summary>
/// <param name="Code"><c>abc-defg-hij</c>: lower-case letters.</param>
/// <param name="Role">The name of a role of the app.</param>
/// <param name="IsEnabled">Whether it still opens the room.</param>
/// <param name="CreatedAtMilliseconds">Unix time.</param>
/// <param name="UpdatedAtMilliseconds">Unix time.</param>
internal sealed record RoomCode(
    string Code, string Role, bool IsEnabled, long CreatedAtMilliseconds, long UpdatedAtMilliseconds);
