using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Appliance.Storage.Memory;

/// <summary>
/// A hash table for one part of the keys, with open addressing and linear probing. Keys are digest bits and need no
/// hashing. The table is native memory, which is freed as soon as the table has grown; a managed array of this size
/// would wait for a full garbage collection.
/// </summary>
internal sealed unsafe class MemoryLedgerShard(int entriesMax) : IDisposable
{
    public static readonly int SlotBytes = sizeof(Entry);

    private const int SlotsInitial = 16;

    /// <summary>Slots that each redemption sweeps for expired entries. A full sweep takes as many redemptions as an
    /// eighth of the slots, so at a steady rate at most that many expired entries remain.</summary>
    private const int SweptSlots = 8;

    private readonly Lock _lock = new();
    private Entry* _slots;
    private int _slotCount;
    private int _count;
    private int _sweepSlot;
    private bool _isDisposed;
    private long _highestSeconds;

    ~MemoryLedgerShard() => NativeMemory.Free(_slots);

    public int Slots
    {
        get
        {
            lock (_lock)
                return _slotCount;
        }
    }

    /// <summary>The latest time of any redemption, Unix seconds. Entries retained until then may have been dropped, so
    /// a clock that steps back does not lower it.</summary>
    public long HighestSeconds
    {
        get
        {
            lock (_lock)
                return _highestSeconds;
        }
    }

    public StorageOutcome Redeem(Redemption redemption)
    {
        uint high = (uint)(redemption.Key.Bits >> 64);
        ulong low = (ulong)redemption.Key.Bits;
        lock (_lock)
        {
            if (_isDisposed)
                return StorageOutcome.Unavailable;
            _highestSeconds = Math.Max(_highestSeconds, redemption.NowSeconds);
            if (redemption.RetainUntilSeconds <= _highestSeconds)
                return StorageOutcome.RetentionExpired;
            Sweep();
            if (_slotCount > 0 && _slots[Find(high, low)] is { IsUsed: true } used)
                return redemption.Idempotency != 0 && used.Idempotency == redemption.Idempotency
                    ? StorageOutcome.Done : StorageOutcome.AlreadyUsed;
            // A quarter of the slots stays free, which keeps probe sequences short.
            if (_count == entriesMax || (_count >= _slotCount / 4 * 3 && !TryGrow()))
                return StorageOutcome.Unavailable;
            _slots[Find(high, low)] = new(low, high, RetainUntil(redemption), redemption.Idempotency);
            _count++;
            Debug.Assert(_count <= entriesMax && _count < _slotCount);
            return StorageOutcome.Done;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            NativeMemory.Free(_slots);
            _slots = null;
            _slotCount = 0;
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>The slot of the key, or the free slot where to insert it.</summary>
    private int Find(uint high, ulong low)
    {
        // A free slot ends the search.
        Debug.Assert(_lock.IsHeldByCurrentThread && _count < _slotCount);
        int slot = Home(low);
        while (_slots[slot].IsUsed && (_slots[slot].Low != low || _slots[slot].High != high))
            slot = Next(slot);
        return slot;
    }

    private int Home(ulong low) => (int)(((low >> 32) * (uint)_slotCount) >> 32);

    private int Next(int slot) => slot + 1 == _slotCount ? 0 : slot + 1;

    private void Sweep()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        for (int i = 0; i < SweptSlots && i < _slotCount; i++)
        {
            // RemoveAt may move another entry into this slot, so the next iteration examines it again.
            if (_slots[_sweepSlot].IsUsed && _slots[_sweepSlot].RetainUntilSeconds <= _highestSeconds)
                RemoveAt(_sweepSlot);
            else
                _sweepSlot = Next(_sweepSlot);
        }
    }

    /// <summary>Backward-shift deletion: moves displaced entries back, so that probe sequences have no gap.</summary>
    private void RemoveAt(int free)
    {
        Debug.Assert(_slots[free].IsUsed && _count > 0);
        for (int slot = Next(free); _slots[slot].IsUsed; slot = Next(slot))
        {
            int home = Home(_slots[slot].Low);
            bool isHomeBetween = free < slot ? free < home && home <= slot : free < home || home <= slot;
            if (isHomeBetween)
                continue;
            _slots[free] = _slots[slot];
            free = slot;
        }
        _slots[free] = default;
        _count--;
    }

    /// <summary>Grows by half: doubling would leave up to five eighths of the table empty.</summary>
    private bool TryGrow()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        Entry* old = _slots;
        int oldCount = _slotCount;
        int countBefore = _count;
        int newCount = Math.Max(SlotsInitial, oldCount / 8 * 12);
        try
        {
            _slots = (Entry*)NativeMemory.AllocZeroed((nuint)newCount, (nuint)sizeof(Entry));
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
        _slotCount = newCount;
        _count = 0;
        _sweepSlot = 0;
        for (int i = 0; i < oldCount; i++)
        {
            if (!old[i].IsUsed || old[i].RetainUntilSeconds <= _highestSeconds)
                continue;
            _slots[Find(old[i].High, old[i].Low)] = old[i];
            _count++;
        }
        Debug.Assert(_count <= countBefore);
        NativeMemory.Free(old);
        return true;
    }

    /// <summary>Entries hold 32 bits, which end in 2106. Later values are clamped, so those entries are dropped then.
    /// </summary>
    private static uint RetainUntil(Redemption redemption) =>
        (uint)Math.Min(redemption.RetainUntilSeconds, uint.MaxValue);

    /// <summary>All zero in a free slot. It holds 96 bits of the key: among four million entries two collide with a
    /// probability of 1e-16, and then the second token is rejected.</summary>
    private readonly record struct Entry(ulong Low, uint High, uint RetainUntilSeconds, ulong Idempotency)
    {
        public bool IsUsed => RetainUntilSeconds != 0;
    }
}
