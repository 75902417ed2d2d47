using System.Reflection;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>The built-in dialects: the embedded resource <c>dialects.json</c>.</summary>
internal static class BuiltInDialects
{
    private const string Resource = "dialects.json";

    public static IReadOnlyList<DialectRules> All { get; } = [.. Read()];

    private static IEnumerable<DialectRules> Read()
    {
        var diagnostics = new DiagnosticBag();
        JsonTree tree = JsonTree.Read(Content(), CancellationToken.None);
        foreach (JsonMember entry in tree.Root!.Members)
            yield return DialectBinder.Bind(entry, diagnostics)
                ?? throw new InvalidOperationException($"{Resource}: {entry.Name} is not a valid dialect");
    }

    private static byte[] Content()
    {
        Assembly assembly = typeof(BuiltInDialects).Assembly;
        using Stream stream = assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is missing in {assembly.GetName().Name}");
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
