namespace Appliance.Http;

/// <summary>Result kinds of every parser in this project.</summary>
public enum Verdict : byte
{
    /// <summary>Valid so far but incomplete: call again with more bytes.</summary>
    NeedMore,

    /// <summary>Complete and valid.</summary>
    Done,

    /// <summary>Malformed, regardless of the bytes that follow.</summary>
    Reject,
}

/// <summary>
/// Verdict of a parser with its details. More input never changes a Done or Reject verdict, so the result does not
/// depend on how the stream is split.
/// </summary>
/// <param name="Consumed">Bytes consumed, if Done.</param>
/// <param name="Verdict">The verdict. In this order the three members fit into one register.</param>
/// <param name="Reason">The reason, if Reject.</param>
public readonly record struct ParseResult(int Consumed, Verdict Verdict, RejectReason Reason)
{
    public static ParseResult NeedMore => default;

    public static ParseResult Done(int consumed) => new(consumed, Verdict.Done, RejectReason.None);

    public static ParseResult Reject(RejectReason reason) => new(0, Verdict.Reject, reason);
}
