using System.Text;
using Appliance.Commands.Explain;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage.Memory;

namespace Appliance.Tests;

/// <summary>Explanations for an app outside of the compiled policy, without a data directory.</summary>
internal static class Explanations
{
    public static Explanation Of(
        App app, string room, string role, long requestedSeconds = Rules.DefaultLifetime) => new(
        new()
        {
            App = app,
            RoomId = room,
            RoleName = role,
            AtSeconds = 1_800_000_000,
            RequestedSeconds = requestedSeconds,
            User = [],
            DataDirectory = null,
        },
        new RoomDirectory(new PolicyOfOne(app), new MemoryRoomStore()));

    public static string Facts(Explanation explained, Denial rule) =>
        explained.Rows.Single(row => row.Rule == DenialNames.Of(rule)).Facts;

    private sealed class PolicyOfOne(App app) : CompiledPolicy
    {
        public override IReadOnlyList<App> Apps { get; } = [app];

        public override string Digest => "";

        public override int IndexOfApp(ReadOnlySpan<byte> name) =>
            name.SequenceEqual(Encoding.UTF8.GetBytes(app.Name)) ? 0 : -1;

        public override int IndexOfPublicId(ReadOnlySpan<byte> publicId) => -1;
    }
}
