using Appliance.PolicyModel;

namespace Appliance.TestHost;

/// <summary>An app with only secrets.</summary>
public sealed class RotatedApp(
    string name, SecretSource secret, SecretSource? previous = null, SecretSource? apiKey = null) : App
{
    public override string Name => name;
    public override string Dialect => "100ms";
    public override TokenApi Api => TokenApi.Hms100;
    public override string PublicId => name;
    public override SecretSource TokenSecret => secret;
    public override SecretSource? PreviousTokenSecret => previous;
    public override SecretSource? ApiKey => apiKey;
    public override IReadOnlyList<Role> Roles => [];
    public override IReadOnlyList<RoomType> RoomTypes => [];
    public override int RoomCount => 0;
    public override Role? FindRole(ReadOnlySpan<byte> name) => null;
    public override int IndexOfRoom(ReadOnlySpan<byte> id) => -1;
    public override Room RoomAt(int index) => default;
    public override ReadOnlySpan<byte> RoomIdAt(int index) => default;
    public override ReadOnlySpan<byte> RoomNameAt(int index) => default;
}

/// <summary>A policy of such apps.</summary>
public sealed class RotatedApps(params App[] apps) : CompiledPolicy
{
    public override IReadOnlyList<App> Apps => apps;
    public override string Digest => "";
    public override int IndexOfApp(ReadOnlySpan<byte> name) => -1;
    public override int IndexOfPublicId(ReadOnlySpan<byte> publicId) => -1;
}
