using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A static binary of the example policy.</summary>
public abstract class ExampleBinary
{
    private readonly PublishedBinary _published;

    private protected ExampleBinary(PublishedBinary published) => _published = published;

    /// <summary>The path of the executable.</summary>
    public string Path => _published.Path;

    internal ProcessStartInfo Start(params string[] arguments) =>
        Commands.Start(Path, arguments, TestSecrets.Environment);
}

/// <summary>The shipped binary.</summary>
public sealed class Binary() : ExampleBinary(Published)
{
    private static readonly PublishedBinary Published = new("shipped");
}

/// <summary>The binary that stores rooms and used tokens in memory only.</summary>
public sealed class MemoryBinary() : ExampleBinary(Published)
{
    private static readonly PublishedBinary Published = new("memory", storage: "memory");
}

/// <summary>
/// Tests that load the machine, or that measure it: they run one after the other, when all others are done.
/// </summary>
[CollectionDefinition(nameof(Exclusive), DisableParallelization = true)]
public sealed class Exclusive;
