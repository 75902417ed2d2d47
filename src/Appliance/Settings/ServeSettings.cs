using System.Net;
using Appliance.Http;
using Appliance.Listening;

namespace Appliance.Settings;

/// <summary>What <c>serve</c> runs with. As constructed, it is the defaults.</summary>
internal sealed record ServeSettings
{
    private const int DefaultPort = 8080;

    public ListenAddress[] Addresses { get; init; } =
        [new ListenAddress.Tcp(new IPEndPoint(IPAddress.Loopback, DefaultPort))];

    /// <summary>The operator's own addresses; if there are none, the ordinary ones serve everything.</summary>
    public ListenAddress[] AdminAddresses { get; init; } = [];

    public ListenerSettings Listener { get; init; } = new();

    public HttpLimits Http { get; init; } = new();

    /// <summary>Whether what came in by an address is the operator's.</summary>
    /// <param name="addressIndex">The address's place among the ordinary ones, followed by the admin ones.</param>
    public bool IsAdmin(int addressIndex) => AdminAddresses.Length == 0 || addressIndex >= Addresses.Length;
}
