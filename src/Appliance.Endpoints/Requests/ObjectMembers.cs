using System.Diagnostics;

namespace Appliance.Endpoints.Requests;

/// <summary>
/// The members of one object or form of a request: finds each in a table, detects duplicates, also under another
/// spelling, and holds texts. Call <see cref="Next"/> and read or skip the value until it returns false. Allocates
/// nothing.
/// </summary>
internal ref struct ObjectMembers
{
    /// <summary>One bit each.</summary>
    private const int CountMax = 32;

    private const int TextsMax = 6;

    private ReadOnlySpan<byte> _first, _second, _third, _fourth, _fifth, _sixth;
    private uint _sent;
    private int _next;

    /// <summary>The name of the current member, as sent.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The index in the table of the current member; -1 if it is unknown.</summary>
    public int Index { get; private set; }

    /// <summary>The current member is known and was sent before.</summary>
    public bool IsDuplicate { get; private set; }

    /// <summary>The current member; null if it is unknown.</summary>
    public Member? Known { get; private set; }

    /// <summary>The text of the current member; only the first six of the table can have one.</summary>
    public ReadOnlySpan<byte> Text
    {
        set
        {
            Debug.Assert(Index is >= 0 and < TextsMax);
            (Index == 0 ? ref _first : ref Index == 1 ? ref _second : ref Index == 2 ? ref _third
                : ref Index == 3 ? ref _fourth : ref Index == 4 ? ref _fifth : ref _sixth) = value;
        }
    }

    /// <summary>The text of the member of this index in the table; empty if it has none.</summary>
    public readonly ReadOnlySpan<byte> this[int index] => index switch
    {
        0 => _first,
        1 => _second,
        2 => _third,
        3 => _fourth,
        4 => _fifth,
        _ => _sixth,
    };

    /// <summary>Whether the member of this index was sent.</summary>
    public readonly bool Has(int index) => (_sent >> index & 1) != 0;

    /// <summary>Moves to the next member's value. False at the object's end and on malformed JSON.</summary>
    /// <param name="table">At most <see cref="CountMax"/> members; the same in all calls.</param>
    /// <param name="reader">In the object.</param>
    public bool Next(Member[] table, scoped ref BodyReader reader)
    {
        bool isMember = reader.NextMember(out ReadOnlySpan<byte> name);
        if (isMember)
            Find(table, name);
        return isMember;
    }

    /// <summary>Makes the member of this name the current one.</summary>
    /// <param name="table">As in <see cref="Next"/>.</param>
    /// <param name="name">Decoded.</param>
    public void Find(Member[] table, ReadOnlySpan<byte> name)
    {
        Debug.Assert(table.Length <= CountMax);
        Name = name;
        Index = Member.Find(table, name, _next);
        (Known, IsDuplicate) = (null, false);
        if (Index < 0)
            return;
        Known = table[Index];
        IsDuplicate = Has(Index);
        _sent |= 1u << Index;
        if (Index + 1 < table.Length)
            _next = Index + 1;
    }
}
