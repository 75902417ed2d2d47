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
        ["Appliance"] = ["Appliance.Results", "Appliance.Serving", "Appliance.Settings"],
        ["Appliance.Commands"] =
        [
            "Appliance.Commands.Bench", "Appliance.Commands.Explain", "Appliance.Endpoints.Proxies",
            "Appliance.Endpoints.RateLimits", "Appliance.Endpoints.Rooms", "Appliance.Files",
            "Appliance.Results", "Appliance.Secrets", "Appliance.Serving", "Appliance.Settings",
            "Appliance.Storage.Memory", "Appliance.Systemd", "src/Appliance.Endpoints/ApiServices.cs",
            "src/Appliance.Listening/Listener.cs", "src/Appliance.Storage/StorageFactory.cs",
        ],
        ["Appliance.Commands.Bench"] =
        [
            "Appliance.Endpoints.RateLimits", "Appliance.Endpoints.Rooms", "Appliance.Results",
            "Appliance.Serving", "Appliance.Storage.Memory", "src/Appliance.Endpoints/ApiHandler.cs",
            "src/Appliance.Endpoints/ApiServices.cs",
        ],
        ["Appliance.Commands.Explain"] = ["Appliance.Endpoints.Rooms", "Appliance.Results"],
        ["Appliance.Endpoints"] =
        [
            "Appliance.Endpoints.Deferred", "Appliance.Endpoints.EnableX", "Appliance.Endpoints.Hms100",
            "Appliance.Endpoints.LiveKit", "Appliance.Endpoints.RateLimits",
            "Appliance.Endpoints.Redemption", "Appliance.Endpoints.Requests", "Appliance.Endpoints.Rooms",
            "src/Appliance.Endpoints/ApiServices.cs",
        ],
        ["Appliance.Endpoints.Batch"] = ["Appliance.Endpoints.Requests", "Appliance.Endpoints.Rooms"],
        ["Appliance.Endpoints.EnableX"] =
        [
            "Appliance.Endpoints.Deferred", "Appliance.Endpoints.Requests", "Appliance.Endpoints.Rooms",
        ],
        ["Appliance.Endpoints.Hms100"] =
        [
            "Appliance.Endpoints.Deferred", "Appliance.Endpoints.RateLimits",
            "Appliance.Endpoints.Requests", "Appliance.Endpoints.Rooms",
        ],
        ["Appliance.Endpoints.LiveKit"] =
        [
            "Appliance.Endpoints.RateLimits", "Appliance.Endpoints.Requests", "Appliance.Endpoints.Rooms",
        ],
        ["Appliance.Endpoints.RateLimits"] = ["Appliance.Endpoints.Proxies"],
        ["Appliance.Endpoints.Redemption"] =
        [
            "Appliance.Endpoints.Deferred", "Appliance.Endpoints.RateLimits",
            "Appliance.Endpoints.Requests", "Appliance.Endpoints.Rooms",
        ],
        ["Appliance.Endpoints.Rooms"] =
        [
            "Appliance.Endpoints.Deferred", "Appliance.Endpoints.EnableX", "Appliance.Endpoints.Hms100",
            "Appliance.Endpoints.Redemption", "Appliance.Endpoints.Requests",
        ],
        ["Appliance.Listening.Portable"] = ["Appliance.Listening.Linux"],
        ["Appliance.LoadGenerator"] = ["Appliance.Listening.Linux"],
        ["Appliance.PolicyGenerator"] =
        [
            "Appliance.PolicyGenerator.Bind", "Appliance.PolicyGenerator.Diagnostics",
            "Appliance.PolicyGenerator.Emit", "Appliance.PolicyGenerator.Model",
            "Appliance.PolicyGenerator.Read",
        ],
        ["Appliance.PolicyGenerator.Bind"] =
        [
            "Appliance.PolicyGenerator.Diagnostics", "Appliance.PolicyGenerator.Dialects",
            "Appliance.PolicyGenerator.Emit", "Appliance.PolicyGenerator.Model",
            "Appliance.PolicyGenerator.Read",
        ],
        ["Appliance.PolicyGenerator.Diagnostics"] =
        [
            "Appliance.PolicyGenerator.Model", "Appliance.PolicyGenerator.Read",
        ],
        ["Appliance.PolicyGenerator.Dialects"] =
        [
            "Appliance.PolicyGenerator.Bind", "Appliance.PolicyGenerator.Diagnostics",
            "Appliance.PolicyGenerator.Model", "Appliance.PolicyGenerator.Read",
        ],
        ["Appliance.PolicyGenerator.Emit"] = ["Appliance.PolicyGenerator.Bind", "Appliance.PolicyGenerator.Model"],
        ["Appliance.PolicyGenerator.Model"] = ["Appliance.PolicyGenerator.Bind"],
        ["Appliance.Secrets"] = ["Appliance.Files"],
        ["Appliance.Serving"] =
        [
            "Appliance.Endpoints.RateLimits", "Appliance.Files", "Appliance.Results", "Appliance.Secrets",
            "Appliance.Settings", "Appliance.Systemd", "src/Appliance.Endpoints/ApiHandler.cs",
            "src/Appliance.Endpoints/ApiServices.cs", "src/Appliance.Listening/Listener.cs",
            "src/Appliance.Storage/StorageFactory.cs",
        ],
        ["Appliance.Settings"] =
        [
            "Appliance.Endpoints.Proxies", "Appliance.Results", "Appliance.Storage.Memory",
            "src/Appliance.Endpoints/ApiHandler.cs", "src/Appliance.Endpoints/ApiServices.cs",
            "src/Appliance.Storage/StorageFactory.cs",
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

    /// <summary>Arrows that close a cycle, and have to go.</summary>
    public static readonly (string From, string To)[] ClosesCycle =
    [
    ];
}
