using System.Text;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Tests;

/// <summary>The test policy reduced to the named apps.</summary>
internal sealed class PolicySubset(params string[] names) : CompiledPolicy
{
    public override IReadOnlyList<App> Apps { get; } =
        [.. names.Select(name => Policies.Current.FindApp(Encoding.UTF8.GetBytes(name))!)];

    public override string Digest => Policies.Digest;

    public override int IndexOfApp(ReadOnlySpan<byte> name) => IndexOf(name, app => app.Name);

    public override int IndexOfPublicId(ReadOnlySpan<byte> publicId) => IndexOf(publicId, app => app.PublicId);

    private int IndexOf(ReadOnlySpan<byte> text, Func<App, string> member)
    {
        string wanted = Encoding.UTF8.GetString(text);
        return Apps.TakeWhile(app => member(app) != wanted).Count() is int index && index < Apps.Count ? index : -1;
    }
}
