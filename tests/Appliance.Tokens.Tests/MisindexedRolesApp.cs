using Appliance.PolicyModel;

namespace Appliance.Tokens.Tests;

/// <summary>An app whose only role has index 1 instead of 0.</summary>
internal sealed class MisindexedRolesApp : App
{
    public override string Name => "misplaced";
    public override string Dialect => "100ms";
    public override TokenApi Api => TokenApi.Hms100;
    public override string PublicId => "0";
    public override SecretSource TokenSecret => new(SecretKind.Environment, "NONE");
    public override IReadOnlyList<Role> Roles => [new SampleApp.HmsRole(1)];
    public override IReadOnlyList<RoomType> RoomTypes => [];
    public override int RoomCount => 0;
    public override Role? FindRole(ReadOnlySpan<byte> name) => null;
    public override int IndexOfRoom(ReadOnlySpan<byte> id) => -1;
    public override Room RoomAt(int index) => default;
    public override ReadOnlySpan<byte> RoomIdAt(int index) => default;
    public override ReadOnlySpan<byte> RoomNameAt(int index) => default;
}
