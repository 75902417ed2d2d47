namespace Appliance.Endpoints.Requests;

/// <summary>The subject of an error message.</summary>
/// <param name="name">The name of a member, or a name that is unknown, UTF-8; empty if the error is about neither.
/// </param>
/// <param name="expected">The requirement on a value, ASCII: the text after "must be".</param>
/// <param name="member">The member; null if the error is about no known member.</param>
internal readonly ref struct MemberError(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected, Member? member = null)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Expected { get; } = expected;

    public Member? Member => member;
}
