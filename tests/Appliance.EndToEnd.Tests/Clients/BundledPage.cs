using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>A page of docs/examples, bundled and served by esbuild with the command of docs/examples/README.md, except
/// that the port is a free one.</summary>
internal sealed class BundledPage : IAsyncDisposable
{
    /// <summary>Where the README's command serves the page.</summary>
    public const string Origin = "http://127.0.0.1:8000";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-page-").FullName;
    private readonly Process _bundler;

    private BundledPage(string folder, string name)
    {
        File = $"{name}.html";
        foreach (string file in new[] { File, $"{name}.mjs" })
            System.IO.File.Copy(Path.Combine(folder, file), Path.Combine(_folder, file));
        string modules = Path.Combine(Places.Repository, "tests/npm/node_modules");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "node_modules"), modules);
        ProcessStartInfo start = Commands.Start(
            Path.Combine(modules, ".bin/esbuild"),
            [$"{name}.mjs", "--bundle", "--format=esm", "--outdir=.", "--servedir=.", "--serve=127.0.0.1:0"]);
        start.WorkingDirectory = _folder;
        _bundler = Process.Start(start)!;
    }

    public string File { get; }

    /// <summary>Host and port that serve the page.</summary>
    public string Address { get; private set; } = "";

    public static async Task<BundledPage> ServeAsync(string folder, string name)
    {
        const string Scheme = "Local: http://";
        BundledPage page = new(folder, name);
        while (page.Address == "")
        {
            string line = await page._bundler.StandardError.ReadLineAsync()
                ?? throw new InvalidOperationException("esbuild ended");
            if (line.Contains(Scheme))
                page.Address = line.Split(Scheme)[1].TrimEnd('/');
        }
        _ = page._bundler.StandardError.ReadToEndAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        _bundler.Kill(entireProcessTree: true);
        await _bundler.WaitForExitAsync();
        _bundler.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
