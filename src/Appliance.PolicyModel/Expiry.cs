namespace Appliance.PolicyModel;

/// <summary>The lifetimes of a token, in seconds.</summary>
/// <param name="MinSeconds">The shortest lifetime that a request may ask for.</param>
/// <param name="DefaultSeconds">The lifetime if the request asks for none.</param>
/// <param name="MaxSeconds">The longest lifetime.</param>
/// <param name="OnExcess">The outcome of a request for a longer lifetime.</param>
public readonly record struct Expiry(
    long MinSeconds, long DefaultSeconds, long MaxSeconds, ExcessRule OnExcess = ExcessRule.Deny);

/// <summary>The outcome of a request for a lifetime over the maximum.</summary>
public enum ExcessRule : byte
{
    /// <summary>The request is denied.</summary>
    Deny,
    /// <summary>The token gets the longest lifetime allowed.</summary>
    Clamp,
}
