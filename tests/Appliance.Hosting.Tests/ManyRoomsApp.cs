using System.Text;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Tests;

/// <summary>An app with any number of rooms, all with the same name.</summary>
internal sealed class ManyRoomsApp(int count, string name, RateLimit? limit = null) : App
{
    private static readonly RoomType Hall = new()
    {
        Name = "hall",
        Kind = RoomKind.Scheduled,
        RolesAllowed = 0,
        ExpiryMaxSeconds = Duration.Day,
    };

    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

    public SecretSource? Previous { get; init; }
    public int RunTimeRoomsMax { get; init; } = AppLimits.RoomsDefault;
    public long Leeway { get; init; } = AppLimits.LeewaySecondsDefault;

    public override string Name => "many";
    public override string Dialect => "100ms";
    public override TokenApi Api => TokenApi.Hms100;
    public override string PublicId => "key";
    public override SecretSource TokenSecret { get; } = new(SecretKind.File, "/run/key", IsBase64: true);
    public override SecretSource? PreviousTokenSecret => Previous;
    public override RateLimit? RateLimit => limit;
    public override int RoomsMax => RunTimeRoomsMax;
    public override long LeewaySeconds => Leeway;
    public override IReadOnlyList<Role> Roles => [];
    public override IReadOnlyList<RoomType> RoomTypes => [Hall];
    public override int RoomCount => count;
    public override Role? FindRole(ReadOnlySpan<byte> name) => null;
    public override int IndexOfRoom(ReadOnlySpan<byte> id) => -1;
    public override Room RoomAt(int index) => new(Hall, index, 1);
    public override ReadOnlySpan<byte> RoomIdAt(int index) => Encoding.UTF8.GetBytes($"room-{index}");
    public override ReadOnlySpan<byte> RoomNameAt(int index) => _name;
}
