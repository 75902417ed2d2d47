using System.Text;

namespace Appliance.Endpoints;

/// <summary>What a member of a request body may be.</summary>
internal enum MemberKind : byte
{
    /// <summary>A string that <see cref="CallerText.IsPlain"/> accepts.</summary>
    Text,
    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
    /// <summary>A whole number within bounds.</summary>
    Number,
    /// <summary>One of some words, in any case.</summary>
    Word,
    /// <summary>A string that may be long and of many lines, without NUL.</summary>
    LongText,
    /// <summary>An object that is kept and given back.</summary>
    Object,
    /// <summary>Any JSON value that is kept and given back.</summary>
    Any,
    /// <summary>An object whose members are known.</summary>
    Group,
}

/// <summary>
/// A member of a request body, as an API's clients write it. Together with <see cref="ScalarConversions"/> it is all
/// that
/// decides what a value may be; <c>null</c> and, unless <see cref="PreservesEmpty"/> says otherwise, the empty string
/// are
/// the same as leaving the member out.
/// </summary>
internal sealed class Member(string name, MemberKind kind)
{
    private byte[]? _expectedBytes;

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>Another spelling of the name; empty if there is none. Both at once are a duplicate.</summary>
    public byte[] Alias { get; private init; } = [];

    /// <inheritdoc cref="Alias"/>
    public string Spelling { init => Alias = Encoding.UTF8.GetBytes(value); }

    public MemberKind Kind => kind;

    /// <summary>Takes its JSON type alone, without any conversion: room ids, roles and room codes, which decide what a
    /// token opens.</summary>
    public bool IsExact { get; init; }

    /// <summary>An empty string is a value: it clears a description.</summary>
    public bool PreservesEmpty { get; init; }

    /// <summary>The flag of a group that <c>false</c> in the group's place switches off.</summary>
    public Member? FalseSets { get; init; }

    /// <summary>A number's bounds.</summary>
    public long Min { get; init; }
    public long Max { get; init; }

    /// <summary>The words that a word may be.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>An object may come as JSON in a string.</summary>
    public bool AcceptsJsonText { get; init; }

    /// <summary>How many members an object may have, those of objects inside it aside.</summary>
    public int MembersMax { get; init; } = JsonObjectCopy.MembersMaxDefault;

    /// <summary>An object may be as long as <see cref="ApiServices.MetadataBytesMax"/> says, with up to
    /// <see cref="JsonObjectCopy.MembersLimit"/> members.</summary>
    public bool IsLong { get; init; }

    /// <summary>The values of an object's members are strings.</summary>
    public bool HasStringValues { get; init; }

    /// <summary>The members of a group.</summary>
    public Member[] Members { get; init; } = [];

    /// <summary>A group keeps members that are not among <see cref="Members"/>, and gives them back.</summary>
    public bool PreservesUnknown { get; init; }

    /// <summary>The JSON of the member where the client sent none; empty if it is then left out.</summary>
    public string Default { get; init; } = "";

    /// <summary>What any value may be, ASCII.</summary>
    public const string AnyExpected =
        "a value of at most 1024 bytes with at most 64 members, none of them twice, and without NUL";

    /// <summary>How long a value may be whose length is set by the operator, ASCII.</summary>
    private const string LongExpected = "no longer than the setting metadata-bytes-max allows (16384 bytes by default)";

    /// <summary>What follows "must be" in an error message, ASCII.</summary>
    public string Expected => kind switch
    {
        MemberKind.Text when IsExact => "a string",
        MemberKind.Text => "a string of at most 256 bytes of UTF-8 without control characters, or a whole number of at "
            + "most 20 digits",
        MemberKind.Flag => "true or false",
        MemberKind.Number => $"a whole number, {Min} to {Max}",
        MemberKind.Word => $"one of {string.Join(", ", Words)}",
        MemberKind.Any => AnyExpected,
        MemberKind.Group => "an object",
        MemberKind.LongText => $"a string of UTF-8 without NUL, {LongExpected}",
        MemberKind.Object when IsLong =>
            $"an object{(HasStringValues ? " of strings" : "")}, no member twice, without NUL, at most "
            + $"{JsonObjectCopy.MembersLimit} members, {LongExpected}",
        _ => $"an object of at most {MembersMax} members and 1024 bytes, no member twice, and without NUL",
    };

    /// <summary>The same in ASCII, made once.</summary>
    public byte[] ExpectedBytes => _expectedBytes ??= Encoding.ASCII.GetBytes(Expected);

    /// <summary>What else is taken and converted, as the documents show it in Markdown; empty if nothing is.</summary>
    public string ConvertedFrom => kind switch
    {
        MemberKind.Text => IsExact ? "" : "a whole number of at most 20 digits",
        MemberKind.Flag => "`\"true\"`, `\"false\"`, `\"1\"`, `\"0\"`",
        MemberKind.Number => "a string of at most 20 digits",
        MemberKind.Word => "any case",
        MemberKind.Object => AcceptsJsonText ? "such an object in a string; `[]` is none" : "`[]` is none",
        MemberKind.Group => FalseSets is null ? "`[]` is none" : "`[]` is none; `false` switches it off",
        _ => "",
    };

    /// <summary>The allowed word that equals the text but for case; null if none does.</summary>
    public string? WordFor(ReadOnlySpan<byte> text)
    {
        foreach (string word in Words)
        {
            if (Ascii.EqualsIgnoreCase(text, word))
                return word;
        }
        return null;
    }

    /// <summary>The place of the member of that name; -1 if there is none.</summary>
    /// <param name="members">The table; not empty.</param>
    /// <param name="name">Decoded.</param>
    /// <param name="first">Where to look first: most clients send members in the order of the documentation.</param>
    public static int Find(Member[] members, ReadOnlySpan<byte> name, int first = 0)
    {
        if (name.SequenceEqual(members[first].Name))
            return first;
        for (int index = 0; index < members.Length; index++)
        {
            if (name.SequenceEqual(members[index].Name)
                || members[index].Alias.Length > 0 && name.SequenceEqual(members[index].Alias))
                return index;
        }
        return -1;
    }
}
