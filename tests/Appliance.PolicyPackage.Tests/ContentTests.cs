using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Appliance.TestKit;

namespace Appliance.PolicyPackage.Tests;

/// <summary>The contents of the package.</summary>
[Collection(nameof(Feed))]
public class ContentTests(Feed feed)
{
    private const string Library = "lib/net8.0/Appliance.Policies.dll";
    private const string Generator = "analyzers/dotnet/cs/Appliance.PolicyGenerator.dll";

    private static readonly string BesideGenerator =
        Path.Combine(Places.Repository, "generators/Appliance.PolicyGenerator");

    [Fact]
    public void Package_contains_exactly_the_expected_files()
    {
        IEnumerable<string> pages = Directory.GetFiles(BesideGenerator, "*.md")
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith("AnalyzerReleases.", StringComparison.Ordinal))
            .Select(name => $"docs/{name}");
        string[] schema = File.Exists(Path.Combine(BesideGenerator, "policies.schema.json"))
            ? ["policies.schema.json"] : [];
        string[] expected =
        [
            "Appliance.Policies.nuspec", "README.md", "build/Appliance.Policies.props",
            "build/Appliance.Policies.targets", "lib/net8.0/Appliance.Policies.xml", Library, Generator,
            .. schema, .. pages,
            // Required by the package format.
            "[Content_Types].xml", "_rels/.rels", "package/services/metadata/core-properties/nuget.psmdcp",
        ];
        using ZipArchive package = ZipFile.OpenRead(feed.Package);
        Assert.Equal(expected.Order(), package.Entries.Select(entry => entry.FullName).Order());
    }

    [Fact]
    public void Only_dependency_is_the_backport_that_NET_8_needs()
    {
        XDocument manifest = XDocument.Load(new MemoryStream(Read("Appliance.Policies.nuspec")));
        XNamespace schema = manifest.Root!.Name.Namespace;
        Assert.Equal(
            ["Microsoft.Bcl.Memory"],
            manifest.Descendants(schema + "dependency").Select(dependency => dependency.Attribute("id")!.Value));
        Assert.Empty(manifest.Descendants(schema + "developmentDependency"));
    }

    [Fact]
    public void Library_contains_model_and_signer_without_a_policy()
    {
        using PEReader file = new(new MemoryStream(Read(Library)));
        MetadataReader metadata = file.GetMetadataReader();
        (string Namespace, string Name)[] types =
        [
            .. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
                .Select(type => (metadata.GetString(type.Namespace), metadata.GetString(type.Name))),
        ];
        Assert.Contains(("Appliance.Tokens", "TokenIssuer"), types);
        Assert.Contains(("Appliance.Json", "JsonWriter"), types);
        Assert.Contains(("Appliance.PolicyModel", "CompiledPolicy"), types);
        Assert.DoesNotContain(types, type => type.Name is "Policies" or "Johndoe" || type.Namespace == "Appliance");
    }

    [Theory]
    [InlineData(Library)]
    [InlineData(Generator)]
    public void Embedded_symbols_do_not_contain_source_paths_of_the_build_machine(string path)
    {
        using PEReader file = new(new MemoryStream(Read(path)));
        DebugDirectoryEntry entry = file.ReadDebugDirectory()
            .Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using MetadataReaderProvider provider = file.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
        MetadataReader symbols = provider.GetMetadataReader();
        string[] documents =
            [.. symbols.Documents.Select(symbols.GetDocument).Select(document => symbols.GetString(document.Name))];
        Assert.Contains(documents, name => name.StartsWith("/_/src/Appliance.Json/", StringComparison.Ordinal));
        Assert.DoesNotContain(documents, name => name.Contains(Places.Repository, StringComparison.Ordinal));
    }

    [Fact]
    public void Package_has_a_deterministic_timestamp()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Package);
        Assert.Equal([2000], package.Entries.Select(entry => entry.LastWriteTime.Year).Distinct());
    }

    private byte[] Read(string path)
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Package);
        using Stream content = package.GetEntry(path)!.Open();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
