using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Documents;

/// <summary>The commands of documents, run with the published binary. Long ones run only in <c>.ci/run</c>.</summary>
public sealed class DocumentCommandTests(Binary binary, DocumentTree tree)
    : IClassFixture<Binary>, IClassFixture<DocumentTree>
{
    private const Needs Tools = Needs.NativeBinary | Needs.Namespace | Needs.Curl;

    private static readonly bool IsLong = TestScale.Factor > 1;

    /// <summary>Documents with commands that run.</summary>
    public static TheoryData<string> Paths => new(TestKit.Documents.Fences
        .GroupBy(fence => fence.Document)
        .Where(fences => DocumentSession.HasCommands(fences, IsLong))
        .Select(fences => fences.Key));

    [RequiresTheory(Tools)]
    [MemberData(nameof(Paths))]
    public async Task Commands_of_the_document_succeed_and_print_its_output(string document)
    {
        IReadOnlyList<string> faults =
            await new DocumentSession(TestKit.Documents.FencesOf(document), IsLong).RunAsync(binary.Path, tree);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [RequiresTheory(Tools)]
    [InlineData("```sh run\nfalse\n```", "planted.md:1: exit code 1")]
    [InlineData("```sh run\ntrue\n```\n\n```console run\n$ appliance srve\n```", "planted.md:5: exit code 64")]
    [InlineData("```console run exit 3\n$ exit 4\n```", "planted.md:1: exit code")]
    [InlineData("```console run\n$ echo a b\na c\n```", "planted.md:1: documented:\na c\nprinted:\na b")]
    [InlineData("```sh run\necho 1\n```\n\n```text output\n2\n```", "planted.md:1: documented:\n2\nprinted:\n1")]
    [InlineData("```console run served\n$ curl localhost:8080/v1/none\n```", "planted.md:1: exit code 22")]
    [InlineData("```sh run\nappliance serve --listen nowhere &\n```", "planted.md:1: exit code 1: ")]
    [InlineData("```sh run\ndotnet build src/Appliance\n```", "mark the fence as long")]
    [InlineData("```sh run\nsystemctl restart aplliance\n```", "no unit aplliance.service")]
    public async Task A_planted_wrong_command_or_output_is_found(string document, string fault)
    {
        IReadOnlyList<string> faults = await new DocumentSession(
            Fence.ReadAll("planted.md", document), isLong: false).RunAsync(binary.Path, tree);
        Assert.Contains(fault, Assert.Single(faults));
    }

    [Theory]
    [InlineData("{\"a\":\"…\",…}", "{\"a\":\"x\",\"b\":1}\n", true)]
    [InlineData("[1,\n2]", "[1,2]", true)]
    [InlineData("one\ntwo", "one two", true)]
    [InlineData("one", "one two", false)]
    [InlineData("a.c", "abc", false)]
    public void Ellipsis_is_any_text_and_line_breaks_are_free(string documented, string actual, bool matches) =>
        Assert.Equal(matches, DocumentedOutput.Matches(documented, actual));
}
