using Appliance.Serving;

namespace Appliance;

/// <summary>Writes to a stream, and waits until it takes the bytes or fails.</summary>
/// <returns>How many bytes got out; fewer than were given mean that it failed.</returns>
internal delegate int StreamWriter(ReadOnlySpan<byte> utf8);

/// <summary>
/// Lines on their way to a stream that may take none for a while: nobody reads the pipe, the disk is full. A thread of
/// its own writes them in order, so that callers never wait. A line that finds no room, or that the stream does not
/// take, is dropped; as soon as lines get out again, one of them says how many are missing at that place.
/// </summary>
/// <param name="bytesMax">Room for lines that wait.</param>
/// <param name="write">Called by the queue's thread alone.</param>
/// <param name="describeDropped">Makes the line, with its end, that says how many are missing.</param>
internal sealed class LineQueue(int bytesMax, StreamWriter write, Func<long, byte[]> describeDropped)
{
    private const int HeaderBytes = sizeof(int);

    private readonly object _lock = new();

    /// <summary>Entries, oldest first. Each is a header and as many bytes as it says; a negative header says how many
    /// lines were dropped in its place.</summary>
    private readonly byte[] _ring = new byte[bytesMax];

    private int _first;
    private int _used;

    /// <summary>Lines dropped since the last entry.</summary>
    private int _dropped;

    private bool _isIdle = true;

    // Of the queue's thread.
    private readonly byte[] _line = new byte[bytesMax];
    private long _missing;
    private bool _isLineBroken;

    /// <summary>Starts the thread that writes.</summary>
    public void Start() => ServiceThread.Start("log", WriteAll);

    /// <summary>Takes a copy of a line, its end included, or drops it. Never waits and throws nothing.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            int gapBytes = _dropped > 0 ? HeaderBytes : 0;
            if (line.Length > _ring.Length - _used - HeaderBytes - gapBytes)
            {
                CountDropped();
                return;
            }
            if (_dropped > 0)
                PutHeader(-_dropped);
            _dropped = 0;
            PutHeader(line.Length);
            Put(line);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Counts a line that could not be made.</summary>
    public void Drop()
    {
        lock (_lock)
            CountDropped();
    }

    /// <summary>Waits until every line was written or given up.</summary>
    /// <returns>False if that takes longer than this time.</returns>
    public bool Flush(TimeSpan within)
    {
        long endMilliseconds = Environment.TickCount64 + (long)within.TotalMilliseconds;
        lock (_lock)
        {
            while (!_isIdle || _used > 0 || _dropped > 0)
            {
                long left = endMilliseconds - Environment.TickCount64;
                if (left <= 0)
                    return false;
                Monitor.Wait(_lock, (int)left);
            }
            return true;
        }
    }

    private void CountDropped()
    {
        if (_dropped < int.MaxValue)
            _dropped++;
        Monitor.PulseAll(_lock);
    }

    private void WriteAll()
    {
        while (true)
        {
            int length = Take();
            if (_missing > 0 && TryWriteDropped())
                _missing = 0;
            // One attempt a line: a stream that takes nothing must not keep this thread busy.
            if (length > 0 && (_missing > 0 || !TryWrite(_line.AsSpan(0, length))))
                _missing++;
        }
    }

    private bool TryWriteDropped()
    {
        try
        {
            return TryWrite(describeDropped(_missing));
        }
        catch (OutOfMemoryException)
        {
            // The next line tries again.
            return false;
        }
    }

    /// <summary>Waits for the next entry and moves it to <see cref="_line"/>.</summary>
    /// <returns>The line's length; 0 for a gap, which <see cref="_missing"/> then has.</returns>
    private int Take()
    {
        lock (_lock)
        {
            while (_used == 0 && _dropped == 0)
            {
                _isIdle = true;
                Monitor.PulseAll(_lock);
                Monitor.Wait(_lock);
            }
            _isIdle = false;
            if (_used == 0)
            {
                _missing += _dropped;
                _dropped = 0;
                return 0;
            }
            int header = TakeHeader();
            if (header < 0)
            {
                _missing -= header;
                return 0;
            }
            Take(_line.AsSpan(0, header));
            return header;
        }
    }

    private bool TryWrite(ReadOnlySpan<byte> line)
    {
        // The part of a line that got out before the stream failed must not run into this one.
        if (_isLineBroken && write("\n"u8) < 1)
            return false;
        int written = write(line);
        _isLineBroken = written > 0 && written < line.Length;
        return written == line.Length;
    }

    private void PutHeader(int header)
    {
        Span<byte> bytes = stackalloc byte[HeaderBytes];
        BitConverter.TryWriteBytes(bytes, header);
        Put(bytes);
    }

    private int TakeHeader()
    {
        Span<byte> bytes = stackalloc byte[HeaderBytes];
        Take(bytes);
        return BitConverter.ToInt32(bytes);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        int start = (_first + _used) % _ring.Length;
        int untilEnd = Math.Min(bytes.Length, _ring.Length - start);
        bytes[..untilEnd].CopyTo(_ring.AsSpan(start));
        bytes[untilEnd..].CopyTo(_ring);
        _used += bytes.Length;
    }

    private void Take(Span<byte> bytes)
    {
        int untilEnd = Math.Min(bytes.Length, _ring.Length - _first);
        _ring.AsSpan(_first, untilEnd).CopyTo(bytes);
        _ring.AsSpan(0, bytes.Length - untilEnd).CopyTo(bytes[untilEnd..]);
        _first = (_first + bytes.Length) % _ring.Length;
        _used -= bytes.Length;
    }
}
