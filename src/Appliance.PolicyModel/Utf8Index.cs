using System.Buffers.Binary;

namespace Appliance.PolicyModel;

/// <summary>
/// An open-addressing hash table over constant keys: the generator lays it out, the program probes it. It is read-only
/// data: a lookup costs the same for ten keys and for a hundred thousand, and start-up costs nothing.
/// </summary>
public static class Utf8Index
{
    /// <summary>The low bits of a slot hold the key's index plus one; the bits above hold a few bits of the key's hash
    /// (the mark), so that few other keys are compared. An empty slot is 0.</summary>
    private const int IndexBits = 21;
    private const uint MarkMask = (1 << 7) - 1;

    /// <summary>More keys than a policy of the largest allowed size can have.</summary>
    public const int KeyCountMax = (1 << IndexBits) - 1;

    /// <summary>The table size for that many keys: at most half full, with at least one empty slot.</summary>
    public static int SlotCount(int keyCount) => keyCount * 2 + 1;

    /// <summary>Builds the table: each key is at the slot of its hash, or at the next free slot (linear
    /// probing).</summary>
    /// <param name="keys">The concatenated keys: at most <see cref="KeyCountMax"/>, all different.</param>
    /// <param name="ends">The end offset of each key in <paramref name="keys"/>.</param>
    public static long[] LayOut(ReadOnlySpan<byte> keys, ReadOnlySpan<long> ends)
    {
        if (ends.Length > KeyCountMax)
            throw new ArgumentOutOfRangeException(nameof(ends));
        var slots = new long[SlotCount(ends.Length)];
        int start = 0;
        for (int index = 0; index < ends.Length; index++)
        {
            int end = (int)ends[index];
            uint hash = Hash(keys.Slice(start, end - start));
            int slot = FirstSlot(hash, slots.Length);
            while (slots[slot] != 0)
                slot = NextSlot(slot, slots.Length);
            slots[slot] = (long)(hash & MarkMask) << IndexBits | (long)(index + 1);
            start = end;
        }
        return slots;
    }

    /// <summary>The index of a key; -1 if not found.</summary>
    /// <param name="key">The key to find.</param>
    /// <param name="keys">The concatenated keys.</param>
    /// <param name="ends">The end offset of each key in <paramref name="keys"/>.</param>
    /// <param name="slots">The output of <see cref="LayOut"/>.</param>
    public static int Find(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> keys, in PackedColumn ends, in PackedColumn slots)
    {
        uint hash = Hash(key);
        for (int slot = FirstSlot(hash, slots.Count); ; slot = NextSlot(slot, slots.Count))
        {
            long entry = slots[slot];
            if (entry == 0)
                return -1;
            int index = (int)(entry & KeyCountMax) - 1;
            if (entry >> IndexBits == (hash & MarkMask) && key.SequenceEqual(KeyAt(index, keys, ends)))
                return index;
        }
    }

    /// <summary>Selects the slot by the upper bits of the hash; its lowest bits are the mark.</summary>
    private static int FirstSlot(uint hash, int slotCount) => (int)((ulong)hash * (uint)slotCount >> 32);

    private static int NextSlot(int slot, int slotCount) => slot + 1 == slotCount ? 0 : slot + 1;

    /// <summary>The key at an index.</summary>
    public static ReadOnlySpan<byte> KeyAt(int index, ReadOnlySpan<byte> keys, scoped in PackedColumn ends)
    {
        int start = index == 0 ? 0 : (int)ends[index - 1];
        return keys.Slice(start, (int)ends[index] - start);
    }

    /// <summary>
    /// Hashes eight bytes per step, with the same result on every machine. The keys are constants of the policy, so the
    /// hash need not resist collision attacks: a lookup of any other key ends at the first free slot.
    /// </summary>
    public static uint Hash(ReadOnlySpan<byte> key)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)key.Length * Multiplier;
        for (; key.Length >= 8; key = key.Slice(8))
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key), Multiplier);
        ulong tail = 0;
        foreach (byte b in key)
            tail = tail << 8 | b;
        hash = Mix(hash ^ tail, Multiplier);
        return (uint)(hash >> 32);
    }

    private static ulong Mix(ulong value, ulong multiplier)
    {
        value *= multiplier;
        return value ^ value >> 29;
    }
}
