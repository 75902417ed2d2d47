namespace Appliance.Commands.Bench;

/// <summary>Something that is done over and over, and measured.</summary>
internal interface IBenchmark
{
    /// <summary>As <c>--only</c> and the results name it.</summary>
    string Name { get; }

    /// <summary>Does it once; a sentence if there is no token.</summary>
    string? FindError();

    void Run(long times);
}
