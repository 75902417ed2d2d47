using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Appliance.Tidy.Tests;

/// <summary>Namespaces follow folders, and use each other only as <see cref="NamespaceTable"/> says.</summary>
public class NamespaceTests
{
    /// <summary>Types of which the framework or a package dictates the namespace.</summary>
    private static readonly string[] ForeignNamespaces =
    [
        // Of the compiler.
        "generators/Appliance.PolicyGenerator/Polyfills.cs",
        "src/Appliance.PolicyPackage/FeatureSwitchDefinitionAttribute.cs",
        // Of the command line's parser.
        "src/Appliance/ParserConsole.cs",
    ];

    /// <summary>Types that the command line's source generator declares.</summary>
    private static readonly string[] GeneratedTypes =
        ["Argument", "Command", "ConsoleApp", "ConsoleAppContext", "RegisterCommands"];

    private static readonly Lazy<(Arrow[] Arrows, string[] Unresolved)> Uses = new(FindUses);

    [Fact]
    public void Namespaces_follow_folders() => Findings.AssertOnly(
        ForeignNamespaces,
        SourceTree.CSharp.Where(file => !file.IsUnder("bench/peers"))
        .SelectMany(file => Misplaced(file.Root, ProjectFile.NamespaceOf(file.Path))
            .Select(found => $"{file.Path}: namespace {found}, expected {ProjectFile.NamespaceOf(file.Path)}")));

    [Fact]
    public void Every_name_in_src_and_generators_is_resolved() => Findings.AssertNone(
        Uses.Value.Unresolved.Where(name => !GeneratedTypes.Contains(name[(name.LastIndexOf(' ') + 1)..])));

    [Fact]
    public void Namespaces_use_only_what_the_table_allows() => Findings.AssertNone(
        NamespaceGraph.Offences(Uses.Value.Arrows, NamespaceTable.Arrows, NamespaceTable.CompositionFiles));

    [Fact]
    public void Namespaces_of_a_project_have_no_cycles() => Findings.AssertNone(
        NamespaceGraph.Cycles(Uses.Value.Arrows, NamespaceTable.ClosesCycle));

    [Theory]
    [InlineData("int F() => B.Thing.Size;")]
    [InlineData("void F() { var thing = C.Maker.Make(); }")]
    [InlineData("System.Func<int> F() => () => C.Maker.Make().Value;")]
    [InlineData("object F() => C.Maker.Make();")]
    [InlineData("string F() => nameof(B.Thing);")]
    [InlineData("B.Kind F() => default;")]
    [InlineData("bool F(object o) => o is B.Kind.First;")]
    [InlineData("int F() => C.Maker.Number.Twice();")]
    [InlineData("System.Collections.Generic.List<B.Thing[]>? F() => null;")]
    [InlineData("void F() => C.Maker.Give(x => { });")]
    [InlineData("void F() { foreach (var thing in C.Maker.All()) { } }")]
    [InlineData("unsafe B.Kind* F() => null;")]
    public void A_planted_use_is_found(string member) => Assert.Contains("B", UsedBy(member));

    [Fact]
    public void Code_without_foreign_types_uses_nothing() => Assert.Empty(UsedBy("int F(int[] a) => a.Length;"));

    [Fact]
    public void A_planted_unknown_name_is_reported() => Assert.Equal(
        ["Planted.cs:1: Missing"],
        NamespaceUses.In(CompiledProject.Plant("class A { int F() => Missing.Of(1).Length; }"), _ => "A").Unresolved);

    [Fact]
    public void Missing_arrows_unused_entries_and_idle_composition_files_are_offences()
    {
        Arrow[] arrows = [new("P.A", "P.B", "x"), new("P.A.C", "P.A", "x"), new("P.A.C", "P", "x")];
        Assert.Empty(NamespaceGraph.Offences(arrows, new Dictionary<string, string[]> { ["P.A"] = ["P.B"] }, []));
        Assert.Single(NamespaceGraph.Offences(arrows, new Dictionary<string, string[]>(), []));
        Assert.Single(NamespaceGraph.Offences(
            arrows, new Dictionary<string, string[]> { ["P.A"] = ["P.B", "P.D"] }, []));
        Assert.Single(NamespaceGraph.Offences(
            arrows, new Dictionary<string, string[]> { ["P.A"] = ["P.B"], ["P.A.C"] = ["P.A"] }, []));
        Assert.Single(NamespaceGraph.Offences(
            arrows, new Dictionary<string, string[]> { ["P.A"] = ["P.B"] }, ["src/Appliance.Json/JsonReader.cs"]));
    }

    [Fact]
    public void A_planted_cycle_is_found()
    {
        Arrow[] arrows = [new("P.A", "P.B", "x"), new("P.B", "P.C", "x"), new("P.C", "P.A", "x"), new("P.C", "P", "x")];
        Assert.Equal(3, NamespaceGraph.Cycles(arrows, []).Count());
        Assert.Empty(NamespaceGraph.Cycles(arrows, [("P.C", "P.A")]));
        Assert.Single(NamespaceGraph.Cycles(arrows, [("P.C", "P.A"), ("P.C", "P")]));
        Assert.Empty(NamespaceGraph.Cycles(arrows[..2], []));
    }

    [Theory]
    [InlineData("namespace Other;")]
    [InlineData("namespace Appliance { namespace Other { } }")]
    public void A_planted_namespace_is_found(string source) =>
        Assert.NotEmpty(Misplaced(CompiledProject.Plant(source).SyntaxTree.GetRoot(), "Appliance"));

    /// <summary>The files that a member of a class uses: B declares types, and C uses them in signatures.</summary>
    private static IEnumerable<string> UsedBy(string member) => NamespaceUses.In(
        CompiledProject.Plant(
            $$"""class A { {{member}} }""",
            ("B", """
                namespace B
                {
                    enum Kind { First }
                    class Thing { public const int Size = 1; public int Value; }
                    static class Extensions { public static int Twice(this int number) => 2 * number; }
                }
                """),
            ("C", """
                global using B;
                namespace C
                {
                    static class Maker
                    {
                        public const int Number = 1;
                        public static Thing Make() => new();
                        public static Thing[] All() => [];
                        public static void Give(System.Action<Thing> action) { }
                    }
                }
                """)),
        tree => tree.FilePath).Arrows.Select(arrow => arrow.To);

    /// <summary>Declared namespaces other than the expected one. Top-level statements declare none.</summary>
    private static IEnumerable<string> Misplaced(SyntaxNode root, string expected) => root.DescendantNodes()
        .OfType<BaseNamespaceDeclarationSyntax>()
        .Select(declaration => declaration.Name.ToString())
        .Where(name => name != expected);

    private static (Arrow[] Arrows, string[] Unresolved) FindUses()
    {
        (IReadOnlyList<Arrow> Arrows, IReadOnlyList<string> Unresolved)[] found = [.. CompiledProject.All
            .SelectMany(project => project.Files.Select(file => (project, file)))
            .AsParallel()
            .Select(item => NamespaceUses.In(item.project.Model(item.file.Root.SyntaxTree), NodeOf))];
        HashSet<string> roots = [.. ProjectFile.Shipped.Select(project => project.RootNamespace)];
        Arrow[] arrows = [.. found.SelectMany(file => file.Arrows)
            .Where(arrow => !roots.Contains(arrow.To) || IsOwnRoot(arrow))
            .GroupBy(arrow => (arrow.From, arrow.To))
            .Select(group => group.MinBy(arrow => arrow.Example, StringComparer.Ordinal)!)
            .OrderBy(arrow => arrow.From, StringComparer.Ordinal).ThenBy(arrow => arrow.To, StringComparer.Ordinal)];
        return (arrows, [.. found.SelectMany(file => file.Unresolved).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Whether an arrow stays in its project.</summary>
    private static bool IsOwnRoot(Arrow arrow) => ProjectFile.Of(arrow.Example.Split(':')[0]).RootNamespace == arrow.To;

    private static string? NodeOf(SyntaxTree tree) =>
        tree.FilePath.Length == 0 ? null
        : NamespaceTable.CompositionFiles.Contains(tree.FilePath) ? tree.FilePath
        : ProjectFile.NamespaceOf(tree.FilePath);
}
