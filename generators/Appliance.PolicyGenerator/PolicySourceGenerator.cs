using System.Collections.Immutable;
using System.Text;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Emit;
using Appliance.PolicyGenerator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator;

/// <summary>
/// Compiles the project's policy into C#. One parse has two outputs, code and diagnostics: an edit that only moves text
/// regenerates no code. Each app has its own file: an edit of one app regenerates only that file.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PolicySourceGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<AdditionalText>> files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(pair => PolicyOptions.IsPolicy(pair.Left, pair.Right))
            .Select((pair, _) => pair.Left)
            .WithTrackingName(TrackingNames.Files)
            .Collect();
        IncrementalValueProvider<string> policyNamespace = context.AnalyzerConfigOptionsProvider
            .Select((options, _) => PolicyOptions.NamespaceOf(options.GlobalOptions))
            .WithTrackingName(TrackingNames.Namespace);

        IncrementalValueProvider<CompiledFile> compiled = files
            .Select(PolicyCompiler.Compile)
            .WithTrackingName(TrackingNames.Compile);
        IncrementalValuesProvider<LocatedDiagnostic> diagnostics = compiled
            .SelectMany((file, _) => file.Diagnostics)
            .WithTrackingName(TrackingNames.Diagnostics);
        IncrementalValuesProvider<AppModel> apps = compiled
            .SelectMany((file, _) => file.Model.Apps)
            .WithTrackingName(TrackingNames.Apps);
        IncrementalValueProvider<EquatableArray<AppEntry>> index = compiled
            .Select((file, _) => IndexOf(file.Model))
            .WithTrackingName(TrackingNames.Index);

        IncrementalValueProvider<string> digest = compiled
            .Select((file, _) => file.Model.Digest)
            .WithTrackingName(TrackingNames.Digest);

        context.RegisterSourceOutput(
            diagnostics, (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
        context.RegisterSourceOutput(apps.Combine(policyNamespace), (output, pair) =>
            output.AddSource(AppEmitter.HintName(pair.Left), Source(AppEmitter.Write(pair.Left, pair.Right))));
        context.RegisterSourceOutput(index.Combine(policyNamespace), (output, pair) =>
            output.AddSource(PolicyEmitter.HintName, Source(PolicyEmitter.Write(pair.Left, pair.Right))));
        context.RegisterSourceOutput(digest.Combine(policyNamespace), (output, pair) => output.AddSource(
            PolicyEmitter.DigestHintName, Source(PolicyEmitter.WriteDigest(pair.Left, pair.Right))));
    }

    private static EquatableArray<AppEntry> IndexOf(PolicySpec policy) =>
        new([.. policy.Apps.Select(app => new AppEntry(app.Name, app.Identifier, app.PublicId))]);

    private static SourceText Source(string code) => SourceText.From(code, Encoding.UTF8);

    /// <summary>The names of the pipeline steps in tests and tools.</summary>
    internal static class TrackingNames
    {
        public const string Files = nameof(Files);
        public const string Namespace = nameof(Namespace);
        public const string Compile = nameof(Compile);
        public const string Diagnostics = nameof(Diagnostics);
        public const string Apps = nameof(Apps);
        public const string Index = nameof(Index);
        public const string Digest = nameof(Digest);
    }
}
