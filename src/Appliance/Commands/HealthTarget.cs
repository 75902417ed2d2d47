using System.Net;
using Appliance.Hosting.Clients;
using Appliance.Listening;
using Appliance.Settings;

namespace Appliance.Commands;

/// <summary>The appliance that <c>health</c> asks.</summary>
internal sealed class HealthTarget(ListenAddress address, string authority, string path)
{
    private const string ReadinessPath = "/readyz";
    private const string UrlScheme = "http://";

    /// <summary>The address to connect to.</summary>
    public ListenAddress Address => address;

    /// <summary>The value of the Host field.</summary>
    public string Authority => authority;

    /// <summary>The path with <c>/readyz</c>.</summary>
    public string Path => path;

    /// <summary>Null, with an exit code and a sentence, if there is no address to ask.</summary>
    /// <param name="url">Null: the address that the variables give to <c>serve</c>.</param>
    /// <param name="variable">The value of an environment variable.</param>
    /// <param name="code">The exit code of the error.</param>
    /// <param name="error">A sentence that says what to write.</param>
    public static HealthTarget? Find(
        string? url, Func<string, string?> variable, out ExitCode code, out string error)
    {
        code = ExitCode.Usage;
        if (url is null)
            return OfVariables(variable, out code, out error);
        if (url.StartsWith(UrlScheme, StringComparison.Ordinal))
        {
            return HttpUrl.TryParse(url, unixSocket: null, out HttpUrl? parsed, out error) && parsed is not null
                ? new(parsed.Address, parsed.Authority, PathOf(parsed.Path)) : null;
        }
        bool isAddress = ListenAddress.TryParse(url, out ListenAddress? address, out string? addressError);
        error = addressError ?? "";
        return isAddress ? Of(address!) : null;
    }

    /// <summary>An admin address comes first: it responds also under load.</summary>
    private static HealthTarget? OfVariables(Func<string, string?> variable, out ExitCode code, out string error)
    {
        SettingsReader read = new([], variable);
        code = read.ErrorsExitCode;
        error = string.Join('\n', read.Errors);
        if (read.Errors.Count > 0)
            return null;
        ListenAddress[] addresses =
            read.Settings.AdminAddresses.Length > 0 ? read.Settings.AdminAddresses : read.Settings.Addresses;
        HealthTarget? target = Array.Find(addresses, address => address is not ListenAddress.Tcp { EndPoint.Port: 0 })
            is { } known ? Of(known) : null;
        error = target is null ? "The kernel chooses the port of this appliance: give its URL." : "";
        return target;
    }

    private static HealthTarget Of(ListenAddress address)
    {
        ListenAddress target = address is ListenAddress.Tcp tcp
            ? new ListenAddress.Tcp(new(Reachable(tcp.EndPoint.Address), tcp.EndPoint.Port)) : address;
        return new(target, target is ListenAddress.Tcp ? target.ToString() : "localhost", ReadinessPath);
    }

    /// <summary>An appliance that listens on every address is reached on the loopback address.</summary>
    private static IPAddress Reachable(IPAddress listening) =>
        listening.Equals(IPAddress.Any) ? IPAddress.Loopback
        : listening.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : listening;

    private static string PathOf(string path) =>
        path.EndsWith(ReadinessPath, StringComparison.Ordinal) ? path : path + ReadinessPath;
}
