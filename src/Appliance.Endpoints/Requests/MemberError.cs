namespace Appliance.Endpoints;

/// <summary>The invalid member that an error message is about.</summary>
/// <param name="name">Its name, UTF-8; empty if the error is not about a member.</param>
/// <param name="expected">The requirement on its value, ASCII: the text after "must be".</param>
internal readonly ref struct MemberError(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Expected { get; } = expected;
}
