using System.Globalization;
using System.Text;
using Appliance.Hosting.Logging;

namespace Appliance.Hosting.Tests;

/// <summary>Callers never block, lines keep their order, and dropped lines are counted in place.</summary>
public sealed class LineQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly Stream _stream = new();

    [Fact]
    public void Lines_are_written_in_order()
    {
        LineQueue queue = Start(bytesMax: 100);
        string[] lines = [.. Enumerable.Range(0, 1000).Select(number => $"line {number}")];
        foreach (string line in lines)
        {
            Add(queue, line);
            // Wraps around the ring many times, within lines and within headers.
            Assert.True(queue.Flush(Long));
        }
        Assert.Equal(lines, _stream.Lines);
    }

    [Fact]
    public void Blocked_stream_blocks_no_caller_and_dropped_lines_are_counted_in_place()
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
    public void Count_of_dropped_lines_keeps_its_position_in_the_queue()
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
    public void Failing_stream_gets_one_attempt_per_line_and_then_the_count_of_dropped_lines()
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
    public void Line_truncated_by_a_full_disk_does_not_run_into_the_next_line()
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
    public void Line_that_could_not_be_formatted_is_counted_as_dropped()
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

    /// <summary>A stream that can block or accept only a part.</summary>
    private sealed class Stream
    {
        private readonly object _lock = new();
        private readonly StringBuilder _text = new();
        private bool _isStuck;
        private bool _isWaiting;

        /// <summary>The number of bytes that a write accepts.</summary>
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
