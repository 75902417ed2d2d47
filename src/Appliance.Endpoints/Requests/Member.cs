using System.Text;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Requests;

/// <summary>The type of a member of a request body.</summary>
internal enum MemberKind : byte
{
    /// <summary>A string that <see cref="CallerText.IsPlain"/> accepts.</summary>
    Text,
    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
    /// <summary>A whole number between Min and Max.</summary>
    Number,
    /// <summary>One of the listed words, in any case.</summary>
    Word,
    /// <summary>A string without NUL; may be long and have line breaks.</summary>
    LongText,
    /// <summary>An object that is stored and returned.</summary>
    Object,
    /// <summary>Any JSON value; it is stored and returned.</summary>
    Any,
    /// <summary>An object with known members.</summary>
    Group,
}

/// <summary>
/// The definition of a member of a request body. Together with <see cref="ScalarConversions"/> it determines the
/// accepted values. <c>null</c> counts as missing, and so does the empty string unless <see cref="PreservesEmpty"/> is
/// set.
/// </summary>
internal sealed class Member(string name, MemberKind kind)
{
    private byte[]? _expectedBytes;

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>Another spelling of the name; empty if it has none. A body with both has a duplicate member.</summary>
    public byte[] Alias { get; private init; } = [];

    /// <inheritdoc cref="Alias"/>
    public string Spelling { init => Alias = Encoding.UTF8.GetBytes(value); }

    public MemberKind Kind => kind;

    /// <summary>Accepts only its JSON type, without conversion: for room ids, roles and room codes, which determine
    /// access.</summary>
    public bool IsExact { get; init; }

    /// <summary>An empty string is a value, for example to clear a description.</summary>
    public bool PreservesEmpty { get; init; }

    /// <summary>The flag of a group that is set to false if the group's value is <c>false</c>.</summary>
    public Member? FalseSets { get; init; }

    /// <summary>The bounds of a number, inclusive.</summary>
    public long Min { get; init; }
    public long Max { get; init; }

    /// <summary>The allowed words.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>An object may be sent as JSON in a string.</summary>
    public bool AcceptsJsonText { get; init; }

    /// <summary>The maximum number of an object's members, without those of nested objects.</summary>
    public int MembersMax { get; init; } = JsonObjectCopy.MembersMaxDefault;

    /// <summary>The object's limits are <see cref="ApiServices.MetadataBytesMax"/> bytes and
    /// <see cref="JsonObjectCopy.MembersLimit"/> members.</summary>
    public bool IsLong { get; init; }

    /// <summary>The object's members must be strings.</summary>
    public bool HasStringValues { get; init; }

    /// <summary>The members of a group.</summary>
    public Member[] Members { get; init; } = [];

    /// <summary>The group stores and returns members that are not among <see cref="Members"/>.</summary>
    public bool PreservesUnknown { get; init; }

    /// <summary>The JSON of a member that was not sent; empty to leave it out.</summary>
    public string Default { get; init; } = "";

    /// <summary>The requirement on a value whose maximum length the operator configures, ASCII.</summary>
    private const string LongExpected = "no longer than the setting metadata-bytes-max allows (16384 bytes by default)";

    private const string EmptyArray = "`[]` counts as missing";

    /// <summary>The text after "must be" in an error message, ASCII.</summary>
    public string Expected => kind switch
    {
        MemberKind.Text when IsExact => "a string",
        MemberKind.Text => "a string of at most 256 bytes of UTF-8 without control characters, or a whole number of at "
            + "most 20 digits",
        MemberKind.Flag => "true or false",
        MemberKind.Number => $"a whole number, {Min} to {Max}",
        MemberKind.Word => $"one of {string.Join(", ", Words)}",
        MemberKind.Any => "a value of at most 1024 bytes and 64 members, without duplicate members and without NUL",
        MemberKind.Group => "an object",
        MemberKind.LongText => $"a string of UTF-8 without NUL, {LongExpected}",
        MemberKind.Object when IsLong =>
            $"an object{(HasStringValues ? " of strings" : "")} without duplicate members and without NUL, at most "
            + $"{JsonObjectCopy.MembersLimit} members, {LongExpected}",
        _ => $"an object of at most {MembersMax} members and 1024 bytes, without duplicate members and without NUL",
    };

    /// <summary><see cref="Expected"/> in ASCII, cached.</summary>
    public byte[] ExpectedBytes => _expectedBytes ??= Encoding.ASCII.GetBytes(Expected);

    /// <summary>The other accepted values, in Markdown for docs/api; may be empty.</summary>
    public string ConvertedFrom => kind switch
    {
        MemberKind.Text => IsExact ? "" : "a whole number of at most 20 digits",
        MemberKind.Flag => "`\"true\"`, `\"false\"`, `\"1\"`, `\"0\"`",
        MemberKind.Number => "a string of at most 20 digits",
        MemberKind.Word => "any case",
        MemberKind.Object => AcceptsJsonText ? $"such an object in a string; {EmptyArray}" : EmptyArray,
        MemberKind.Group => FalseSets is null ? EmptyArray : $"{EmptyArray}; `false` disables it",
        _ => "",
    };

    /// <summary>Whether the member accepts this JSON number as text.</summary>
    public bool ConvertsNumber(ReadOnlySpan<byte> number) =>
        kind == MemberKind.Text && !IsExact && ScalarConversions.IsTextOf(number);

    /// <summary>The allowed word that equals the text, ignoring case; null if none does.</summary>
    public string? WordFor(ReadOnlySpan<byte> text)
    {
        foreach (string word in Words)
        {
            if (Ascii.EqualsIgnoreCase(text, word))
                return word;
        }
        return null;
    }

    /// <summary>The index of the member of this name; -1 if it does not exist.</summary>
    /// <param name="members">The table; not empty.</param>
    /// <param name="name">Decoded.</param>
    /// <param name="first">The index to try first: most clients send members in the documented order.</param>
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
