using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Documents;

/// <summary>Commands and data in documents are syntactically correct, whether they run or not.</summary>
public class DocumentSyntaxTests
{
    private static readonly IReadOnlyList<Fence> Fences = TestKit.Documents.Fences;

    [Fact]
    public async Task Commands_are_valid_shell()
    {
        foreach (Fence fence in Fences.Where(fence => fence.IsShell))
        {
            string? fault = await ShellFaultAsync(fence);
            Assert.True(fault is null, $"{fence}: {fault}");
        }
    }

    [Fact]
    public void Data_parses()
    {
        string[] faults =
        [
            .. Fences.Where(fence => fence.Check != FenceCheck.Test && fence.Check != FenceCheck.Run)
                .Select(fence => (fence, Fault: FenceSyntax.FaultOf(fence)))
                .Where(found => found.Fault is not null).Select(found => $"{found.fence}: {found.Fault}"),
        ];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [RequiresFact(Needs.Npm)]
    public async Task Scripts_are_valid_JavaScript()
    {
        foreach (Fence fence in Fences.Where(fence => fence.Language == "js"))
        {
            CommandResult result = await CheckScriptAsync(fence.Text);
            Assert.True(result.ExitCode == 0, $"{fence}: {result.Error}");
        }
        Assert.NotEqual(0, (await CheckScriptAsync("await fetch(")).ExitCode);
    }

    [RequiresFact(Needs.Proxies)]
    public async Task Proxies_accept_their_configurations()
    {
        Fence nginx = Fences.Single(fence => fence.Language == "nginx");
        Assert.Null(await ProxyConfigurations.NginxFaultAsync(nginx.Text));
        Assert.Contains("proxy_pas", await ProxyConfigurations.NginxFaultAsync(
            nginx.Text.Replace("proxy_pass ", "proxy_pas ")));
        Fence haProxy = Fences.Single(fence => fence.Language == "haproxy");
        Assert.Null(await ProxyConfigurations.HaProxyFaultAsync(haProxy.Text));
        Assert.Contains("unable to find required default_backend", await ProxyConfigurations.HaProxyFaultAsync(
            haProxy.Text.Replace("default_backend appliance", "default_backend other")));
    }

    [RequiresFact(Needs.Systemd)]
    public async Task Units_accept_their_drop_ins()
    {
        Fence dropIn = Fences.Single(fence => fence is { Language: "ini", Check: FenceCheck.Valid });
        Assert.Null(await ProxyConfigurations.UnitFaultAsync(dropIn.Text));
        Assert.Contains("LoadCredentials", await ProxyConfigurations.UnitFaultAsync(
            dropIn.Text.Replace("LoadCredential=M", "LoadCredentials=M")));
    }

    [Theory]
    [InlineData("```json valid\n{\"a\":1\n```")]
    [InlineData("```json valid\n{\"a\":1}\n{\"a\"}\n```")]
    [InlineData("```json valid\n\"a\": 1, \"b\"\n```")]
    [InlineData("```yaml valid\na: { b: 1\n```")]
    [InlineData("```diff valid\n- \"a\": 1\n+ \"a\": }\n```")]
    [InlineData("```diff valid\n+ <A>\n```")]
    [InlineData("```dockerfile valid\nFORM scratch\n```")]
    [InlineData("```dockerfile valid\nFROM scratch\nCMD [\"serve\"\n```")]
    [InlineData("```console syntax\n$ curl localhost\n{\"a\":\n```")]
    public void A_planted_syntax_error_in_data_is_found(string text) =>
        Assert.NotNull(FenceSyntax.FaultOf(Assert.Single(Fence.ReadAll("planted.md", text))));

    [Theory]
    [InlineData("```json valid\n\"a\": 1, \"b\": 2\n```")]
    [InlineData("```json valid\n{\"a\":1}\n{\"a\":2}\n```")]
    [InlineData("```diff valid\n- { x }\n+ \"a\": { \"b\": \"…\", … },\n  …\n  { \"c\": 1 }\n```")]
    public void Members_lines_and_elisions_are_accepted(string text) =>
        Assert.Null(FenceSyntax.FaultOf(Assert.Single(Fence.ReadAll("planted.md", text))));

    [Fact]
    public async Task A_planted_syntax_error_in_a_command_is_found()
    {
        foreach (string text in new[] { "```sh syntax\nfor i in 1; do\n```", "```console syntax\n$ curl 'x\n```" })
            Assert.NotNull(await ShellFaultAsync(Assert.Single(Fence.ReadAll("planted.md", text))));
    }

    private static async Task<string?> ShellFaultAsync(Fence fence)
    {
        foreach (ShellCommand command in ShellCommands.Of(fence))
        {
            CommandResult result = await Commands.RunAsync(Commands.Start("bash", ["-n"]), command.Text + "\n");
            if (result is not { ExitCode: 0, Error: "" })
                return result.Error;
        }
        return null;
    }

    private static Task<CommandResult> CheckScriptAsync(string text) =>
        Commands.RunAsync(Commands.Start("node", ["--input-type=module", "--check"]), text);
}
