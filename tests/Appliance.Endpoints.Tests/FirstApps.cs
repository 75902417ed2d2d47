using Appliance.Policy;

namespace Appliance.Endpoints.Tests;

/// <summary>The tests' policy as if it had only its first apps.</summary>
internal sealed class FirstApps(int count) : CompiledPolicy
{
    public override IReadOnlyList<App> Apps { get; } = [.. Policies.Current.Apps.Take(count)];

    public override string Digest => Policies.Digest;

    public override int IndexOfApp(ReadOnlySpan<byte> name) => Known(Policies.Current.IndexOfApp(name));

    public override int IndexOfPublicId(ReadOnlySpan<byte> publicId) =>
        Known(Policies.Current.IndexOfPublicId(publicId));

    private int Known(int index) => index < Apps.Count ? index : -1;
}
