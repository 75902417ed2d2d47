namespace Appliance.Endpoints;

/// <summary>What an error message says of the member at fault.</summary>
/// <param name="name">Its name, UTF-8; empty if the error is about none.</param>
/// <param name="expected">What its value may be, ASCII: what follows "must be" in a sentence.</param>
internal readonly ref struct MemberError(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Expected { get; } = expected;
}
