namespace Appliance.Tidy.Tests;

/// <summary>
/// Which namespaces of the solution each namespace may use besides those that enclose it and the root namespaces of the
/// projects that its project references, which <see cref="ArchitectureTests"/> lists.
/// </summary>
internal static class NamespaceTable
{
    /// <summary>A namespace without a row uses no other. An entry that is not used is an offence.</summary>
    public static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Appliance"] = ["Appliance.Hosting.Logging"],
        ["Appliance.Commands"] =
        [
            "Appliance.Endpoints.Clients.Proxies", "Appliance.Endpoints.Clients.RateLimits",
            "Appliance.Endpoints.Redemption", "Appliance.Endpoints.Vendors", "Appliance.Hosting.Clients",
            "Appliance.Hosting.Files", "Appliance.Hosting.Guide", "Appliance.Hosting.Logging",
            "Appliance.Hosting.Processes", "Appliance.Hosting.Results", "Appliance.Hosting.Secrets",
            "Appliance.Hosting.Serving", "Appliance.Hosting.Systemd", "Appliance.Settings",
            "Appliance.Storage.Memory", "src/Appliance.Endpoints/ApiServices.cs",
            "src/Appliance.Endpoints/Vendors/VendorApis.cs", "src/Appliance.Listening/Listener.cs",
            "src/Appliance.Storage/StorageBackends.cs",
        ],
        ["Appliance.Commands.Bench"] =
        [
            "Appliance.Hosting.Benchmarks", "Appliance.Hosting.Clients", "Appliance.Hosting.Guide",
            "Appliance.Hosting.Logging", "Appliance.Hosting.Results",
        ],
        ["Appliance.Commands.Explain"] =
        [
            "Appliance.Endpoints.Vendors", "Appliance.Hosting.Results", "src/Appliance.Endpoints/Vendors/VendorApis.cs",
        ],
        ["Appliance.Endpoints"] =
        [
            "Appliance.Endpoints.Failures", "Appliance.Endpoints.Requests", "Appliance.Endpoints.Responding",
        ],
        ["Appliance.Endpoints.Batch"] =
        [
            "Appliance.Endpoints.Clients", "Appliance.Endpoints.Failures", "Appliance.Endpoints.Issuance",
            "Appliance.Endpoints.Requests", "Appliance.Endpoints.Responding",
        ],
        ["Appliance.Endpoints.Clients"] =
        [
            "Appliance.Endpoints.Clients.RateLimits", "Appliance.Endpoints.Failures",
            "Appliance.Endpoints.Requests", "Appliance.Endpoints.Responding",
        ],
        ["Appliance.Endpoints.Clients.RateLimits"] =
        [
            "Appliance.Endpoints.Clients.Proxies", "Appliance.Endpoints.Responding",
        ],
        ["Appliance.Endpoints.Deferred"] = ["Appliance.Endpoints.Responding"],
        ["Appliance.Endpoints.Health"] = ["Appliance.Endpoints.Responding", "src/Appliance.Endpoints/ApiServices.cs"],
        ["Appliance.Endpoints.Issuance"] =
        [
            "Appliance.Endpoints.Failures", "Appliance.Endpoints.Requests", "Appliance.Endpoints.Responding",
        ],
        ["Appliance.Endpoints.OpenApi"] = ["Appliance.Endpoints.Responding"],
        ["Appliance.Endpoints.Redemption"] =
        [
            "Appliance.Endpoints.Clients", "Appliance.Endpoints.Deferred", "Appliance.Endpoints.Failures",
            "Appliance.Endpoints.Issuance", "Appliance.Endpoints.Requests", "Appliance.Endpoints.Responding",
            "Appliance.Endpoints.Vendors", "src/Appliance.Endpoints/ApiServices.cs",
            "src/Appliance.Endpoints/Vendors/VendorApis.cs",
        ],
        ["Appliance.Endpoints.Requests"] = ["Appliance.Endpoints.Failures"],
        ["Appliance.Endpoints.Responding"] = ["Appliance.Endpoints.Failures", "Appliance.Endpoints.Requests"],
        ["Appliance.Endpoints.RoomPages"] = ["Appliance.Endpoints.Requests"],
        ["Appliance.Endpoints.Routing"] =
        [
            "Appliance.Endpoints.Clients", "Appliance.Endpoints.Failures", "Appliance.Endpoints.Requests",
            "Appliance.Endpoints.Responding", "Appliance.Endpoints.Vendors",
            "src/Appliance.Endpoints/ApiServices.cs", "src/Appliance.Endpoints/ThreadServices.cs",
        ],
        ["Appliance.Endpoints.Vendors"] = ["src/Appliance.Endpoints/ThreadServices.cs"],
        ["Appliance.Endpoints.Vendors.EnableX"] =
        [
            "Appliance.Endpoints.Clients", "Appliance.Endpoints.Deferred", "Appliance.Endpoints.Failures",
            "Appliance.Endpoints.Issuance", "Appliance.Endpoints.Requests", "Appliance.Endpoints.Responding",
            "Appliance.Endpoints.RoomPages", "src/Appliance.Endpoints/ApiServices.cs",
            "src/Appliance.Endpoints/ThreadServices.cs",
        ],
        ["Appliance.Endpoints.Vendors.Hms100"] =
        [
            "Appliance.Endpoints.Clients", "Appliance.Endpoints.Clients.RateLimits",
            "Appliance.Endpoints.Deferred", "Appliance.Endpoints.Failures", "Appliance.Endpoints.Issuance",
            "Appliance.Endpoints.Requests", "Appliance.Endpoints.Responding", "Appliance.Endpoints.RoomPages",
            "src/Appliance.Endpoints/ApiServices.cs", "src/Appliance.Endpoints/ThreadServices.cs",
        ],
        ["Appliance.Endpoints.Vendors.LiveKit"] =
        [
            "Appliance.Endpoints.Clients", "Appliance.Endpoints.Clients.RateLimits",
            "Appliance.Endpoints.Failures", "Appliance.Endpoints.Issuance", "Appliance.Endpoints.Requests",
            "Appliance.Endpoints.Responding", "src/Appliance.Endpoints/ThreadServices.cs",
        ],
        ["Appliance.Hosting.Benchmarks"] =
        [
            "Appliance.Endpoints.Clients.RateLimits", "Appliance.Endpoints.Vendors", "Appliance.Hosting.Guide",
            "Appliance.Storage.Memory", "src/Appliance.Endpoints/ApiHandler.cs",
            "src/Appliance.Endpoints/ApiServices.cs", "src/Appliance.Endpoints/Vendors/VendorApis.cs",
        ],
        ["Appliance.Hosting.Clients"] = ["Appliance.Hosting.Results"],
        ["Appliance.Hosting.Guide"] =
        [
            "Appliance.Endpoints.Vendors", "Appliance.Hosting.Logging", "Appliance.Hosting.Secrets",
            "src/Appliance.Endpoints/Vendors/VendorApis.cs",
        ],
        ["Appliance.Hosting.Logging"] = ["Appliance.Hosting.Results", "Appliance.Hosting.Threads"],
        ["Appliance.Hosting.Processes"] = ["Appliance.Hosting.Files", "Appliance.Hosting.Logging"],
        ["Appliance.Hosting.Results"] =
        [
            "Appliance.Endpoints.Vendors", "src/Appliance.Endpoints/Vendors/VendorApis.cs",
            "src/Appliance.Storage/StorageBackends.cs",
        ],
        ["Appliance.Hosting.Secrets"] =
        [
            "Appliance.Endpoints.Vendors", "Appliance.Hosting.Files", "Appliance.Hosting.Logging",
            "src/Appliance.Endpoints/Vendors/VendorApis.cs",
        ],
        ["Appliance.Hosting.Serving"] =
        [
            "Appliance.Endpoints.Clients.Proxies", "Appliance.Endpoints.Vendors", "Appliance.Hosting.Files",
            "Appliance.Hosting.Logging", "Appliance.Hosting.Processes", "Appliance.Hosting.Results",
            "Appliance.Hosting.Secrets", "Appliance.Hosting.Systemd", "Appliance.Hosting.Threads",
            "Appliance.Storage.Memory", "src/Appliance.Endpoints/ApiHandler.cs",
            "src/Appliance.Endpoints/ApiServices.cs", "src/Appliance.Endpoints/Vendors/VendorApis.cs",
            "src/Appliance.Listening/Listener.cs", "src/Appliance.Storage/StorageBackends.cs",
        ],
        ["Appliance.Hosting.Systemd"] = ["Appliance.Hosting.Logging"],
        ["Appliance.PolicyGenerator"] =
        [
            "Appliance.PolicyGenerator.Bind", "Appliance.PolicyGenerator.Diagnostics",
            "Appliance.PolicyGenerator.Emit", "Appliance.PolicyGenerator.Layout",
            "Appliance.PolicyGenerator.Model", "Appliance.PolicyGenerator.Read",
        ],
        ["Appliance.PolicyGenerator.Bind"] =
        [
            "Appliance.PolicyGenerator.Diagnostics", "Appliance.PolicyGenerator.Dialects",
            "Appliance.PolicyGenerator.Model", "Appliance.PolicyGenerator.Read",
        ],
        ["Appliance.PolicyGenerator.Diagnostics"] =
        [
            "Appliance.PolicyGenerator.Model", "Appliance.PolicyGenerator.Read",
        ],
        ["Appliance.PolicyGenerator.Dialects"] = ["Appliance.PolicyGenerator.Model"],
        ["Appliance.PolicyGenerator.Emit"] = ["Appliance.PolicyGenerator.Layout", "Appliance.PolicyGenerator.Model"],
        ["Appliance.PolicyGenerator.Layout"] = ["Appliance.PolicyGenerator.Model"],
        ["Appliance.Settings"] =
        [
            "Appliance.Endpoints.Clients.Proxies", "Appliance.Hosting.Results", "Appliance.Hosting.Serving",
            "src/Appliance.Endpoints/ApiServices.cs", "src/Appliance.Storage/StorageBackends.cs",
        ],
    };

    /// <summary>Files that compose what other namespaces offer. They use what they need. Each counts as a namespace
    /// with the file's path as its name, so that code that uses it needs an arrow.</summary>
    public static readonly string[] CompositionFiles =
    [
        "src/Appliance/Program.cs",
        "src/Appliance.Endpoints/ApiHandler.cs",
        "src/Appliance.Endpoints/ApiServices.cs",
        "src/Appliance.Endpoints/OwnRoutes.cs",
        "src/Appliance.Endpoints/ThreadServices.cs",
        "src/Appliance.Endpoints/Vendors/VendorApis.cs",
        "src/Appliance.Listening/Listener.cs",
        "src/Appliance.Storage/StorageBackends.cs",
    ];

    /// <summary>Arrows that close a cycle: a vendor composes its endpoints from the thread's services, which know all
    /// vendors.</summary>
    public static readonly (string From, string To)[] ClosesCycle =
        [("Appliance.Endpoints.Vendors", "src/Appliance.Endpoints/ThreadServices.cs")];
}
