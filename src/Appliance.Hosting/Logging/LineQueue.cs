using System.Diagnostics;
using Appliance.Hosting.Threads;

namespace Appliance.Hosting.Logging;

/// <summary>Writes to a stream; blocks until the bytes are written or the stream fails.</summary>
/// <returns>The number of bytes written; fewer than given if the stream failed.</returns>
internal delegate int StreamWriter(ReadOnlySpan<byte> utf8);

/// <summary>
/// A bounded queue of lines for a stream that may block or fail for a while: a pipe without a reader, a full disk. A
/// dedicated thread writes them in order, so that callers never block. A line is dropped if the queue is full or the
/// stream rejects it; once the stream works again, a line at that position says how many are missing.
/// </summary>
/// <param name="bytesMax">The capacity, bytes.</param>
/// <param name="write">Called only by the queue's thread.</param>
/// <param name="describeDropped">Formats the line, with its end, that says how many lines are missing.</param>
internal sealed class LineQueue(int bytesMax, StreamWriter write, Func<long, byte[]> describeDropped)
{
    private const int HeaderBytes = sizeof(int);
    private const string ThreadName = "log";

    private readonly object _lock = new();

    /// <summary>Entries, oldest first: a header with the length, then the bytes. A negative header counts lines that
    /// were dropped at this position.</summary>
    private readonly byte[] _ring = new byte[bytesMax];

    private int _first;
    private int _used;

    /// <summary>Lines dropped since the last entry.</summary>
    private int _dropped;

    private bool _isIdle = true;

    // Used only by the queue's thread.
    private readonly byte[] _line = new byte[bytesMax];
    private long _missing;
    private bool _isLineBroken;

    /// <summary>Starts the writing thread.</summary>
    public void Start() => ServiceThread.Start(ThreadName, WriteAll);

    /// <summary>Copies a line with its end into the queue, or drops it. Never blocks and never throws.</summary>
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

    /// <summary>Counts a line that could not be formatted.</summary>
    public void Drop()
    {
        lock (_lock)
            CountDropped();
    }

    /// <summary>Waits until every line is written or dropped.</summary>
    /// <returns>False on timeout.</returns>
    public bool Flush(TimeSpan timeout)
    {
        long endMilliseconds = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
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
        Debug.Assert(Monitor.IsEntered(_lock));
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
            // One attempt per line: a failing stream must not cause a busy loop.
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
            // Retried with the next line.
            return false;
        }
    }

    /// <summary>Waits for the next entry and moves it to <see cref="_line"/>.</summary>
    /// <returns>The line's length; 0 for dropped lines, which are added to <see cref="_missing"/>.</returns>
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
        Debug.Assert(Thread.CurrentThread.Name == ThreadName && !Monitor.IsEntered(_lock), "A write may block.");
        // End a line that was written only in part before the stream failed.
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
        Debug.Assert(Monitor.IsEntered(_lock) && bytes.Length <= _ring.Length - _used);
        int start = (_first + _used) % _ring.Length;
        int untilEnd = Math.Min(bytes.Length, _ring.Length - start);
        bytes[..untilEnd].CopyTo(_ring.AsSpan(start));
        bytes[untilEnd..].CopyTo(_ring);
        _used += bytes.Length;
    }

    private void Take(Span<byte> bytes)
    {
        Debug.Assert(Monitor.IsEntered(_lock) && bytes.Length <= _used);
        int untilEnd = Math.Min(bytes.Length, _ring.Length - _first);
        _ring.AsSpan(_first, untilEnd).CopyTo(bytes);
        _ring.AsSpan(0, bytes.Length - untilEnd).CopyTo(bytes[untilEnd..]);
        _first = (_first + bytes.Length) % _ring.Length;
        _used -= bytes.Length;
    }
}
