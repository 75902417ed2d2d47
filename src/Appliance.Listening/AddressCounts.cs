using System.Diagnostics;

namespace Appliance.Listening;

/// <summary>
/// Counts the connections of each address: a hash table with linear probing, under one lock. A connection takes the
/// lock for one probe when it is accepted and one when it is closed, never for a request.
/// </summary>
/// <param name="countMax">Maximum connections of one address.</param>
internal sealed class AddressCounts(int countMax)
{
    private const int LengthMin = 256;

    private readonly Lock _lock = new();
    private Entry[] _entries = new Entry[LengthMin];
    private int _used;

    public bool TryAcquire(AddressKey address)
    {
        lock (_lock)
        {
            // Grow first: it throws if memory is exhausted, and then the counts are unchanged.
            if ((_used + 1) * 2 > _entries.Length)
                Grow();
            ref Entry entry = ref _entries[Find(_entries, address.Value)];
            if (entry.Count >= countMax)
                return false;
            if (entry.Count++ > 0)
                return true;
            entry.Address = address.Value;
            _used++;
            return true;
        }
    }

    public void Release(AddressKey address)
    {
        lock (_lock)
        {
            int index = Find(_entries, address.Value);
            Debug.Assert(_entries[index].Count > 0, "Each acquired connection of an address is released once.");
            if (--_entries[index].Count > 0)
                return;
            _used--;
            Close(index);
        }
    }

    /// <summary>The index of the address's entry, or of the free entry where it belongs.</summary>
    private static int Find(Entry[] entries, ulong address)
    {
        int index = Home(entries, address);
        while (entries[index].Count > 0 && entries[index].Address != address)
            index = (index + 1) & (entries.Length - 1);
        return index;
    }

    /// <summary>HashCode has a random seed per process, so clients cannot choose colliding addresses.</summary>
    private static int Home(Entry[] entries, ulong address) => HashCode.Combine(address) & (entries.Length - 1);

    /// <summary>Moves displaced entries back into the gap, so that no probe ends early.</summary>
    private void Close(int gap)
    {
        int mask = _entries.Length - 1;
        for (int index = (gap + 1) & mask; _entries[index].Count > 0; index = (index + 1) & mask)
        {
            int home = Home(_entries, _entries[index].Address);
            if (((index - home) & mask) < ((index - gap) & mask))
                continue;
            _entries[gap] = _entries[index];
            gap = index;
        }
        _entries[gap] = default;
    }

    private void Grow()
    {
        var entries = new Entry[2 * _entries.Length];
        foreach (Entry entry in _entries)
        {
            if (entry.Count > 0)
                entries[Find(entries, entry.Address)] = entry;
        }
        _entries = entries;
    }

    /// <summary>Free while its count is 0.</summary>
    private struct Entry
    {
        public ulong Address;
        public int Count;
    }
}
