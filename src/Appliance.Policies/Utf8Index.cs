using System.Buffers.Binary;

namespace Appliance.Policy;

/// <summary>
/// An open-addressing hash table over constant keys: the generator lays it out, the program probes it. All of it is
/// read-only data, so that ten keys cost a lookup what a hundred thousand do, and the start nothing.
/// </summary>
public static class Utf8Index
{
    /// <summary>
    /// A slot holds a key's place plus one in so many bits, and above them where the key starts: what a lookup needs
    /// next stands together, so that among many keys it waits for memory twice and not three times. An empty slot
    /// is 0.
    /// </summary>
    private const int PlaceBits = 21;

    /// <summary>More than a policy of the largest size has room for.</summary>
    public const int KeyCountMax = (1 << PlaceBits) - 1;

    /// <summary>Slots for that many keys: a power of two, at most half full.</summary>
    public static int SlotCount(int keyCount)
    {
        int slots = 2;
        while (slots < keyCount * 2)
            slots *= 2;
        return slots;
    }

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
            int slot = (int)Hash(keys.Slice(start, end - start)) & (slots.Length - 1);
            while (slots[slot] != 0)
                slot = slot + 1 & (slots.Length - 1);
            slots[slot] = (long)start << PlaceBits | (long)(place + 1);
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
        int mask = slots.Count - 1;
        for (int slot = (int)Hash(key) & mask; ; slot = slot + 1 & mask)
        {
            long entry = slots[slot];
            if (entry == 0)
                return -1;
            int start = (int)(entry >> PlaceBits);
            int place = (int)(entry & KeyCountMax) - 1;
            if (ends[place] - start == key.Length && key.SequenceEqual(keys.Slice(start, key.Length)))
                return place;
        }
    }

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
