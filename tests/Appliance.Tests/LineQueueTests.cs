using System.Globalization;
using System.Text;

namespace Appliance.Tests;

/// <summary>Callers never wait, order is kept, and what is missing is counted at its place.</summary>
public sealed class LineQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly Stream _stream = new();

    [Fact]
    public void Lines_come_out_in_order()
    {
        LineQueue queue = Start(bytesMax: 100);
        string[] lines = [.. Enumerable.Range(0, 1000).Select(number => $"line {number}")];
        foreach (string line in lines)
        {
            Add(queue, line);
            // The ring is passed through many times, and its end falls into lines and headers.
            Assert.True(queue.Flush(Long));
        }
        Assert.Equal(lines, _stream.Lines);
    }

    [Fact]
    public void A_stream_that_takes_nothing_stops_nobody_and_what_was_dropped_is_counted_at_its_place()
    {
        LineQueue queue = Start(bytesMax: 100);
        _stream.IsStuck = true;
        Add(queue, "first");
        Assert.True(_stream.WaitUntilStuck());
        for (int number = 0; number < 50; number++)
            Add(queue, $"line {number}");
        Assert.False(queue.Flush(TimeSpan.FromMilliseconds(50)));
        _stream.IsStuck = false;
        Assert.True(queue.Flush(Long));
        Add(queue, "last");
        Assert.True(queue.Flush(Long));

        string[] lines = [.. _stream.Lines];
        int kept = lines.Length - 3;
        Assert.InRange(kept, 1, 20);
        Assert.Equal(
            ["first", .. Enumerable.Range(0, kept).Select(number => $"line {number}"), $"dropped {50 - kept}", "last"],
            lines);
    }

    [Fact]
    public void A_gap_between_lines_that_wait_stays_between_them()
    {
        LineQueue queue = Start(bytesMax: 40);
        _stream.IsStuck = true;
        Add(queue, "first");
        Assert.True(_stream.WaitUntilStuck());
        Add(queue, "before");
        Add(queue, new string('x', 40));
        Add(queue, new string('y', 40));
        Add(queue, "after");
        _stream.IsStuck = false;
        Assert.True(queue.Flush(Long));
        Assert.Equal(["first", "before", "dropped 2", "after"], _stream.Lines);
    }

    [Fact]
    public void A_stream_that_fails_is_tried_once_a_line_and_hears_how_many_it_missed()
    {
        LineQueue queue = Start(bytesMax: 1000);
        _stream.TakesMax = 0;
        for (int number = 0; number < 3; number++)
        {
            Add(queue, $"line {number}");
            Assert.True(queue.Flush(Long));
        }
        Assert.Equal(3, _stream.Calls);
        _stream.TakesMax = int.MaxValue;
        Add(queue, "last");
        Assert.True(queue.Flush(Long));
        Assert.Equal(["dropped 3", "last"], _stream.Lines);
    }

    [Fact]
    public void A_line_that_a_full_disk_cut_off_does_not_run_into_the_next()
    {
        LineQueue queue = Start(bytesMax: 1000);
        _stream.TakesMax = 4;
        Add(queue, "cut off");
        Assert.True(queue.Flush(Long));
        _stream.TakesMax = int.MaxValue;
        Add(queue, "whole");
        Assert.True(queue.Flush(Long));
        Assert.Equal(["cut ", "dropped 1", "whole"], _stream.Lines);
    }

    [Fact]
    public void A_line_that_could_not_be_made_is_counted()
    {
        LineQueue queue = Start(bytesMax: 1000);
        queue.Drop();
        Assert.True(queue.Flush(Long));
        Assert.Equal(["dropped 1"], _stream.Lines);
    }

    private LineQueue Start(int bytesMax)
    {
        LineQueue queue = new(
            bytesMax, _stream.Write,
            lines => Encoding.UTF8.GetBytes($"dropped {lines.ToString(CultureInfo.InvariantCulture)}\n"));
        queue.Start();
        return queue;
    }

    private static void Add(LineQueue queue, string line) => queue.Add(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>A stream that can be stuck, or take only a part.</summary>
    private sealed class Stream
    {
        private readonly object _lock = new();
        private readonly StringBuilder _text = new();
        private bool _isStuck;
        private bool _isWaiting;

        /// <summary>Bytes that a write takes.</summary>
        public int TakesMax { get; set; } = int.MaxValue;

        public int Calls { get; private set; }

        public string[] Lines
        {
            get
            {
                lock (_lock)
                    return _text.ToString().Split('\n')[..^1];
            }
        }

        public bool IsStuck
        {
            set
            {
                lock (_lock)
                {
                    _isStuck = value;
                    Monitor.PulseAll(_lock);
                }
            }
        }

        public bool WaitUntilStuck()
        {
            lock (_lock)
                return _isWaiting || Monitor.Wait(_lock, Long);
        }

        public int Write(ReadOnlySpan<byte> utf8)
        {
            lock (_lock)
            {
                Calls++;
                while (_isStuck)
                {
                    _isWaiting = true;
                    Monitor.PulseAll(_lock);
                    Monitor.Wait(_lock);
                }
                int taken = Math.Min(utf8.Length, TakesMax);
                _text.Append(Encoding.UTF8.GetString(utf8[..taken]));
                return taken;
            }
        }
    }
}
