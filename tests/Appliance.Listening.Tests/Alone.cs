namespace Appliance.Listening.Tests;

/// <summary>
/// Tests that take all file descriptors of the process, or measure its memory: they run when all others are done.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
