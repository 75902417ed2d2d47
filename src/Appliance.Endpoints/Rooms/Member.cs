using System.Text;

namespace Appliance.Endpoints;

/// <summary>What a member of a room may be.</summary>
internal enum MemberKind : byte
{
    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
    /// <summary>A whole number within bounds.</summary>
    Number,
    /// <summary>One of some words.</summary>
    Word,
    /// <summary>What <see cref="Text.IsPlain"/> takes, or nothing at all.</summary>
    Text,
    /// <summary>An object that is kept and given back.</summary>
    Object,
    /// <summary>An object whose members are known.</summary>
    Group,
}

/// <summary>A member of a room, as an API's clients write it.</summary>
internal sealed class Member(string name, MemberKind kind)
{
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    public MemberKind Kind => kind;

    /// <summary>A number's bounds.</summary>
    public long Least { get; init; }
    public long Most { get; init; }

    /// <summary>The words that a word may be.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>The members of a group.</summary>
    public Member[] Members { get; init; } = [];

    /// <summary>The JSON that it is where nobody says; empty if it is left out then.</summary>
    public string Default { get; init; } = "";

    public bool Allows(ReadOnlySpan<byte> word)
    {
        foreach (string allowed in Words)
        {
            if (Ascii.Equals(word, allowed))
                return true;
        }
        return false;
    }
}
