namespace Appliance.Hosting.Benchmarks;

/// <summary>An operation that is repeated and measured.</summary>
public interface IBenchmark
{
    /// <summary>The name in <c>--only</c> and in the results.</summary>
    string Name { get; }

    /// <summary>Runs the operation once; returns null, or a sentence that says why it yields no token.</summary>
    string? FindError();

    void Run(long times);
}
