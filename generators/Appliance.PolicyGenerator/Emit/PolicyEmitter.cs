using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Emits the files for the whole policy: one finds apps and depends only on their names and public ids; the
/// other has the digest, which changes with every edit that changes the meaning.</summary>
internal static class PolicyEmitter
{
    public const string HintName = "Policies.g.cs";

    /// <summary>A name that no app's file can have.</summary>
    public const string DigestHintName = "PoliciesDigest.g.cs";

    public static string WriteDigest(string digest, string policyNamespace)
    {
        var code = new CodeWriter();
        code.Block($"{Types.FileHead}\nnamespace {policyNamespace};\n");
        code.Open("public static partial class Policies");
        code.Block($$"""
            /// <summary>
            /// SHA-256 of the policy in canonical JSON, without <c>$schema</c> and <c>tests</c>. It changes with the
            /// meaning of the policy and not with its formatting.
            /// </summary>
            {{Types.GeneratedCode}}
            public const string Digest = {{Literals.Text(digest)}};
            """);
        code.Close();
        return code.ToString();
    }

    public static string Write(IReadOnlyList<AppEntry> apps, string policyNamespace)
    {
        var code = new CodeWriter();
        code.Block($$"""
            {{Types.FileHead}}
            namespace {{policyNamespace}};

            /// <summary>The policy of this project, compiled.</summary>
            {{Types.GeneratedCode}}
            """);
        code.Open("public static partial class Policies");
        code.Block($$"""
            /// <summary>The whole policy.</summary>
            public static {{Types.CompiledPolicy}} Current { get; } = new Compiled();
            """);
        code.Gap();
        code.Open($"private sealed class Compiled : {Types.CompiledPolicy}");
        WriteMembers(code, apps, policyNamespace);
        code.Close();
        code.Close();
        return code.ToString();
    }

    private static void WriteMembers(CodeWriter code, IReadOnlyList<AppEntry> apps, string policyNamespace)
    {
        string Instance(AppEntry app) => $"global::{policyNamespace}.Policies.{app.Identifier}.App";

        code.Block($"public override string Digest => global::{policyNamespace}.Policies.Digest;");
        code.Gap();
        code.Open($"public override {Types.List}<{Types.App}> Apps {{ get; }} = new {Types.App}[]");
        foreach (AppEntry app in apps)
            code.Block($"{Instance(app)},");
        code.Close(";");
        code.Gap();
        LookupEmitter.Write(
            code, $"public override int IndexOfApp({Types.Bytes} name)", "name",
            [.. apps.Select(app => app.Name)], index => index, none: "-1");
        code.Gap();
        LookupEmitter.Write(
            code, $"public override int IndexOfPublicId({Types.Bytes} publicId)", "publicId",
            [.. apps.Select(app => app.PublicId)], index => index, none: "-1");
    }
}
