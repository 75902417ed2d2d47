using System.Buffers.Binary;

namespace Appliance.PolicyModel;

/// <summary>
/// An open-addressing hash table over constant keys: the generator lays it out, the program probes it. All of it is
/// read-only data, so that ten keys cost a lookup what a hundred thousand do, and the start nothing.
/// </summary>
public static class Utf8Index
{
    /// <summary>A slot holds a key's place plus one in so many bits, and above them a few bits of its hash, so that
    /// hardly a key is looked at that is not the one. An empty slot is 0.</summary>
    private const int PlaceBits = 21;
    private const uint MarkMask = (1 << 7) - 1;

    /// <summary>More than a policy of the largest size has room for.</summary>
    public const int KeyCountMax = (1 << PlaceBits) - 1;

    /// <summary>Slots for that many keys: at most half full, and one empty.</summary>
    public static int SlotCount(int keyCount) => keyCount * 2 + 1;

    /// <summary>The table: each key at the slot that its hash names, or at the next free one after it.</summary>
    /// <param name="keys">All keys, one after the other, at most <see cref="KeyCountMax"/>, all different.</param>
    /// <param name="ends">Where each key ends in <paramref name="keys"/>.</param>
    public static long[] LayOut(ReadOnlySpan<byte> keys, ReadOnlySpan<long> ends)
    {
        if (ends.Length > KeyCountMax)
            throw new ArgumentOutOfRangeException(nameof(ends));
        var slots = new long[SlotCount(ends.Length)];
        int start = 0;
        for (int place = 0; place < ends.Length; place++)
        {
            int end = (int)ends[place];
            uint hash = Hash(keys.Slice(start, end - start));
            int slot = FirstSlot(hash, slots.Length);
            while (slots[slot] != 0)
                slot = NextSlot(slot, slots.Length);
            slots[slot] = (long)(hash & MarkMask) << PlaceBits | (long)(place + 1);
            start = end;
        }
        return slots;
    }

    /// <summary>The place of a key, -1 if it is not there.</summary>
    /// <param name="key">The key looked for.</param>
    /// <param name="keys">All keys, one after the other.</param>
    /// <param name="ends">Where each key ends in <paramref name="keys"/>.</param>
    /// <param name="slots">What <see cref="LayOut"/> made of them.</param>
    public static int Find(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> keys, in PackedColumn ends, in PackedColumn slots)
    {
        uint hash = Hash(key);
        for (int slot = FirstSlot(hash, slots.Count); ; slot = NextSlot(slot, slots.Count))
        {
            long entry = slots[slot];
            if (entry == 0)
                return -1;
            int place = (int)(entry & KeyCountMax) - 1;
            if (entry >> PlaceBits == (hash & MarkMask) && key.SequenceEqual(KeyAt(place, keys, ends)))
                return place;
        }
    }

    /// <summary>By the hash's upper bits; its lowest are the mark.</summary>
    private static int FirstSlot(uint hash, int slotCount) => (int)((ulong)hash * (uint)slotCount >> 32);

    private static int NextSlot(int slot, int slotCount) => slot + 1 == slotCount ? 0 : slot + 1;

    /// <summary>The key at a place.</summary>
    public static ReadOnlySpan<byte> KeyAt(int place, ReadOnlySpan<byte> keys, scoped in PackedColumn ends)
    {
        int start = place == 0 ? 0 : (int)ends[place - 1];
        return keys.Slice(start, (int)ends[place] - start);
    }

    /// <summary>Eight bytes at a time, the same on every machine. Keys are the policy's, so it need not resist
    /// chosen ones: a lookup of any other key ends at the first free slot.</summary>
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
