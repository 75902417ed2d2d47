using System.Text;
using Appliance.Endpoints.Failures;

namespace Appliance.Endpoints.Requests;

/// <summary>The subject of the failure of one thread's current request: an invalid member, or an unknown name.
/// </summary>
internal sealed class FailureDetail
{
    private readonly byte[] _name = new byte[EchoedName.BytesMax];
    private int _nameBytes;
    private byte[] _expected = [];
    private Member? _member;

    /// <summary>Valid until the next <c>Record</c>.</summary>
    public MemberError Error => new(_name.AsSpan(0, _nameBytes), _expected, _member);

    /// <summary>Forgets what an earlier request recorded.</summary>
    public void Clear() => (_nameBytes, _expected, _member) = (0, [], null);

    /// <summary>Records a name of the request: of a room, a role or an unknown member.</summary>
    /// <param name="name">UTF-8; truncated to <see cref="EchoedName.BytesMax"/> bytes.</param>
    public void Record(ReadOnlySpan<byte> name) => Record(name, [], member: null);

    /// <summary>Records a member of the table.</summary>
    public void Record(Member member) => Record(member.Name, member.ExpectedBytes, member);

    /// <summary>Records a member of the table and returns its failure.</summary>
    public Failure About(Member member, Failure failure)
    {
        Record(member);
        return failure;
    }

    /// <summary>Records a member by the spelling of the request.</summary>
    /// <param name="name">As sent, decoded.</param>
    /// <param name="member">Null if the table has no such member.</param>
    public void Record(ReadOnlySpan<byte> name, Member? member) =>
        Record(name, member is null ? [] : member.ExpectedBytes, member);

    /// <summary>Records a member by the spelling of the request.</summary>
    /// <param name="name">As sent, decoded.</param>
    /// <param name="expected">The requirement on the value, ASCII: the text after "must be".</param>
    /// <param name="member">Null if the table has no such member.</param>
    public void Record(ReadOnlySpan<byte> name, string expected, Member? member) =>
        Record(name, Encoding.ASCII.GetBytes(expected), member);

    private void Record(ReadOnlySpan<byte> name, byte[] expected, Member? member)
    {
        ReadOnlySpan<byte> truncated = EchoedName.Truncate(name);
        truncated.CopyTo(_name);
        (_nameBytes, _expected, _member) = (truncated.Length, expected, member);
    }
}
