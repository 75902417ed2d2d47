using System.Buffers.Binary;

namespace Appliance.Policy;

/// <summary>
/// An open-addressing hash table over constant keys: the generator lays it out, the program probes it. All of it is
/// read-only data, so that ten keys cost a lookup what a hundred thousand do, and the start nothing.
/// </summary>
public static class Utf8Index
{
    /// <summary>Slots for that many keys: a power of two, at most half full.</summary>
    public static int SlotCount(int keyCount)
    {
        int slots = 2;
        while (slots < keyCount * 2)
            slots *= 2;
        return slots;
    }

    /// <summary>The place of a key, -1 if it is not there.</summary>
    /// <param name="key">The key looked for.</param>
    /// <param name="keys">All keys, one after the other.</param>
    /// <param name="ends">Where each key ends in <paramref name="keys"/>.</param>
    /// <param name="slots">A key's place plus one, or 0, at its hash or the next free slot after it.</param>
    public static int Find(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> keys, ReadOnlySpan<int> ends, ReadOnlySpan<int> slots)
    {
        int mask = slots.Length - 1;
        for (int slot = (int)Hash(key) & mask; slots[slot] != 0; slot = slot + 1 & mask)
        {
            int place = slots[slot] - 1;
            if (key.SequenceEqual(KeyAt(place, keys, ends)))
                return place;
        }
        return -1;
    }

    /// <summary>The key at a place.</summary>
    public static ReadOnlySpan<byte> KeyAt(int place, ReadOnlySpan<byte> keys, ReadOnlySpan<int> ends)
    {
        int start = place == 0 ? 0 : ends[place - 1];
        return keys.Slice(start, ends[place] - start);
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
