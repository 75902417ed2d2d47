using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Documents;

/// <summary>Checks configurations of proxies and units with the programs that read them.</summary>
internal static class ProxyConfigurations
{
    private const string Certificate = "/etc/ssl/tokens.pem", Key = "/etc/ssl/tokens.key";

    /// <summary>Checks the servers of an nginx.conf with a certificate for their name.</summary>
    public static Task<string?> NginxFaultAsync(string text) => InFolderAsync(text, ".key", async (folder, servers) =>
    {
        string file = Path.Combine(folder, "nginx.conf");
        // As another user, nginx may not bind a port below 1024.
        await File.WriteAllTextAsync(
            file, $"events {{}}\nhttp {{\n{servers.Replace("listen 443 ", "listen 8443 ")}\n}}\n");
        return await Commands.RunAsync(Commands.Start(
            Program("nginx"), ["-t", "-q", "-c", file, "-g", $"pid {folder}/pid; error_log stderr;"]));
    });

    public static Task<string?> HaProxyFaultAsync(string text) => InFolderAsync(text, "", async (folder, servers) =>
    {
        string file = Path.Combine(folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, servers + "\n");
        CommandResult result = await Commands.RunAsync(Commands.Start(Program("haproxy"), ["-c", "-f", file]));
        return result with { Output = result.Output.Replace("Configuration file is valid\n", "") };
    });

    /// <summary>Checks a drop-in of appliance.service.</summary>
    public static Task<string?> UnitFaultAsync(string text) => InFolderAsync(text, "", async (folder, dropIn) =>
    {
        foreach (string unit in Directory.GetFiles(UnitFile.Folder))
            await File.WriteAllTextAsync(
                Path.Combine(folder, Path.GetFileName(unit)),
                (await File.ReadAllTextAsync(unit)).Replace("/usr/local/bin/appliance", "/bin/true"));
        string service = Path.Combine(folder, "appliance.service");
        Directory.CreateDirectory(service + ".d");
        await File.WriteAllTextAsync(Path.Combine(service + ".d", "override.conf"), dropIn + "\n");
        return await Commands.RunAsync(Commands.Start("systemd-analyze", ["verify", "--man=no", service]));
    });

    /// <summary>Runs a check; everything that it prints is a fault.</summary>
    /// <param name="text">The configuration.</param>
    /// <param name="keySuffix">The suffix of the key's file; empty if the certificate's file has the key too.</param>
    /// <param name="check">The check of a folder and a configuration whose certificate exists.</param>
    private static async Task<string?> InFolderAsync(
        string text, string keySuffix, Func<string, string, Task<CommandResult>> check)
    {
        string folder = Directory.CreateTempSubdirectory("appliance-configuration-").FullName;
        try
        {
            string certificate = Path.Combine(folder, "tokens.pem");
            await WriteCertificateAsync(certificate);
            CommandResult result = await check(
                folder, text.Replace(Certificate, certificate).Replace(Key, certificate + keySuffix));
            return result is { ExitCode: 0, Output: "", Error: "" } ? null : result.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteCertificateAsync(string path)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=tokens.example.com", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string pem = key.ExportPkcs8PrivateKeyPem() + "\n";
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem() + "\n" + pem);
        await File.WriteAllTextAsync(path + ".key", pem);
    }

    /// <summary>Administrators' commands are not on every PATH.</summary>
    private static string Program(string name) =>
        File.Exists($"/usr/sbin/{name}") ? $"/usr/sbin/{name}" : name;
}
