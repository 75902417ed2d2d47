using Appliance.Policy;

namespace Appliance.Commands.Explain;

/// <summary>A token that somebody might ask for.</summary>
/// <param name="App">The app.</param>
/// <param name="RoomId">The room's id, whether there is one or not.</param>
/// <param name="RoleName">The role's name, whether there is one or not.</param>
/// <param name="AtSeconds">The instant of the request, Unix seconds.</param>
/// <param name="RequestedSeconds">The life asked for, or <see cref="Rules.DefaultLife"/>.</param>
/// <param name="User">The user's id and name in UTF-8, empty if none is given.</param>
internal sealed record Question(
    App App, string RoomId, string RoleName, long AtSeconds, long RequestedSeconds, byte[] User)
{
    public bool AsksForLife => RequestedSeconds != Rules.DefaultLife;
}
