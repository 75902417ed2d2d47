using System.Runtime.InteropServices;

namespace Appliance.Storage;

/// <summary>
/// A part of the keys: open addressing with linear probing. Keys are parts of digests, so that their bits are their
/// hash. The table is native memory, which is back at once when a larger one has taken its place: garbage of this size
/// would wait for a full collection.
/// </summary>
internal sealed unsafe class MemoryLedgerShard(int entriesMax) : IDisposable
{
    /// <summary>Bytes of a slot.</summary>
    public static readonly int SlotBytes = sizeof(Entry);

    private const int SlotsInitial = 16;

    /// <summary>Slots that a redemption looks through for what has expired. At a steady rate the table is gone through
    /// once in an eighth of its size of redemptions, which so many expired entries can outlive.</summary>
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

    /// <summary>The latest time of any redemption, Unix seconds: entries up to it may be gone. A clock that steps back
    /// does not bring them back, so that it does not lower this.</summary>
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
                    ? StorageOutcome.Done : StorageOutcome.Rejected;
            // A quarter stays free, so that runs of used slots stay short.
            if (_count == entriesMax || (_count >= _slotCount / 4 * 3 && !TryGrow()))
                return StorageOutcome.Unavailable;
            _slots[Find(high, low)] = new(low, high, RetainUntil(redemption), redemption.Idempotency);
            _count++;
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

    /// <summary>The slot of the key, or the free one where it would be.</summary>
    private int Find(uint high, ulong low)
    {
        int slot = Home(low);
        while (_slots[slot].IsUsed && (_slots[slot].Low != low || _slots[slot].High != high))
            slot = Next(slot);
        return slot;
    }

    private int Home(ulong low) => (int)(((low >> 32) * (uint)_slotCount) >> 32);

    private int Next(int slot) => slot + 1 == _slotCount ? 0 : slot + 1;

    private void Sweep()
    {
        for (int i = 0; i < SweptSlots && i < _slotCount; i++)
        {
            // What moves into the place of a dropped entry is looked at next time.
            if (_slots[_sweepSlot].IsUsed && _slots[_sweepSlot].RetainUntilSeconds <= _highestSeconds)
                RemoveAt(_sweepSlot);
            else
                _sweepSlot = Next(_sweepSlot);
        }
    }

    /// <summary>Moves entries back that were kept from their home by the dropped one, so that every one is still found
    /// without a gap.</summary>
    private void RemoveAt(int free)
    {
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

    /// <summary>By half: doubling would leave up to five eighths of the table empty.</summary>
    private bool TryGrow()
    {
        Entry* old = _slots;
        int oldCount = _slotCount;
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
        NativeMemory.Free(old);
        return true;
    }

    /// <summary>Entries have 32 bits for it, until 2106: one beyond is dropped then.</summary>
    private static uint RetainUntil(Redemption redemption) => (uint)Math.Min(redemption.RetainUntilSeconds, uint.MaxValue);

    /// <summary>All zero where the slot is free. Of a key it has 96 bits: two among four million entries are the same
    /// with a probability of 1e-16, and then the second token is refused.</summary>
    private readonly record struct Entry(ulong Low, uint High, uint RetainUntilSeconds, ulong Idempotency)
    {
        public bool IsUsed => RetainUntilSeconds != 0;
    }
}
