using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Appliance.Json;
using Appliance.PolicyGenerator.Bind;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Layout;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator;

/// <summary>The two outputs of one parse: the model and the diagnostics.</summary>
internal sealed record CompiledFile(PolicySpec Model, EquatableArray<LocatedDiagnostic> Diagnostics);

/// <summary>Compiles the project's policy files into the two outputs.</summary>
internal static class PolicyCompiler
{
    private const int BytesMax = 32 << 20;

    public static CompiledFile Compile(ImmutableArray<AdditionalText> files, CancellationToken cancellation)
    {
        if (files.Length == 0)
            return Rejected(LocatedDiagnostic.OfFile(PolicyDiagnostics.PolicyMissing, null));
        if (files.Length > 1)
            return Rejected(LocatedDiagnostic.OfFile(PolicyDiagnostics.PolicyAmbiguous, files[1].Path, files[0].Path));
        return Compile(files[0], cancellation);
    }

    /// <summary>Compiles one policy file; the same text is compiled once.</summary>
    public static CompiledFile Compile(AdditionalText file, CancellationToken cancellation)
    {
        SourceText? text = file.GetText(cancellation);
        return text is null
            ? Unreadable(file.Path)
            : CompilationCache.GetOrCompile(file.Path, text, () => Compile(file.Path, text, cancellation));
    }

    private static CompiledFile Compile(string path, SourceText text, CancellationToken cancellation)
    {
        // The compiler decodes invalid bytes to U+FFFD.
        string content = text.ToString();
        if (content.Contains('\uFFFD'))
            return Unreadable(path);
        byte[]? utf8 = content.Length > BytesMax ? null : ToUtf8(content);
        return utf8 is null || utf8.Length > BytesMax
            ? Rejected(LocatedDiagnostic.OfFile(PolicyDiagnostics.PolicyTooLarge, path, Megabytes(BytesMax)))
            : Compile(path, utf8, cancellation);
    }

    private static CompiledFile Compile(string path, byte[] utf8, CancellationToken cancellation)
    {
        var diagnostics = new DiagnosticBag();
        JsonTree tree = JsonTree.Read(utf8, cancellation);
        PolicySpec model = PolicySpec.Empty;
        if (tree.Root is not null)
            model = Compile(tree.Root, diagnostics, cancellation);
        else if (tree.Error == JsonError.TooDeep)
            diagnostics.Report(PolicyDiagnostics.JsonTooDeep, tree.ErrorAt, JsonTree.DepthMax);
        else
            diagnostics.Report(
                PolicyDiagnostics.JsonBroken, tree.ErrorAt,
                JsonSyntax.Explain(tree.Error, utf8.ElementAtOrDefault(tree.ErrorAt.Start)));
        return new(model, diagnostics.Locate(path, utf8));
    }

    /// <summary>Binds, lays out and tests the apps. The model omits every app with an error.</summary>
    private static PolicySpec Compile(JsonNode root, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        BoundPolicy policy = PolicyBinder.Bind(root, diagnostics, cancellation);
        policy = policy with { Apps = [.. policy.Apps.Select(app => CheckSizes(app, diagnostics))] };
        TestBinder.BindAll(policy, diagnostics, cancellation);
        string digest = diagnostics.ErrorCount == 0 ? PolicyDigest.Of(root) : "";
        return new(new([.. RoomPacking.Apply(PolicyBinder.CompilableApps(policy.Apps))]), digest);
    }

    private static BoundApp CheckSizes(BoundApp app, DiagnosticBag diagnostics)
    {
        SizeExcess[] excesses = app.Model is null ? [] : [.. TokenSizes.ExcessesOf(app.Model)];
        foreach (SizeExcess excess in excesses)
            diagnostics.Report(PolicyDiagnostics.TooLong, app.Layout, excess.Part, excess.BytesMax);
        return excesses.Length == 0 ? app : app with { Model = null };
    }

    /// <summary>Drops the byte order mark, which editors do not count as a column.</summary>
    private static byte[] ToUtf8(string content)
    {
        int start = content.Length > 0 && content[0] == '\uFEFF' ? 1 : 0;
        return Encoding.UTF8.GetBytes(start == 0 ? content : content.Substring(start));
    }

    private static CompiledFile Unreadable(string path) =>
        Rejected(LocatedDiagnostic.OfFile(PolicyDiagnostics.PolicyUnreadable, path));

    private static CompiledFile Rejected(LocatedDiagnostic diagnostic) => new(PolicySpec.Empty, new([diagnostic]));

    private static string Megabytes(int bytes) => (bytes >> 20).ToString(CultureInfo.InvariantCulture);
}
