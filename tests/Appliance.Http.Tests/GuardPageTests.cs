using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Appliance.Testing;

namespace Appliance.Http.Tests;

/// <summary>Parsing right up to a page that must not be touched: one byte too far ends the test process.</summary>
public sealed partial class GuardPageTests
{
    private static readonly string[] Streams =
    [
        "GET /api/token?x=%41 HTTP/1.1\r\nHost: [::1]:80\r\nAccept: */*\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: x, close\r\n\r\n",
        "POST http://h:1/p?q HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
        "\r\nPUT / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5;a=\"b\\\"\" ; c\r\nhello\r\n0006\r\n world\r\n0\r\nT: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nV: a\u0000",
        "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: h\r\n\r\n",
    ];

    [GuardPageFact]
    public void EveryPrefixAgainstAGuardPageGetsItsAnswer()
    {
        using var received = new GuardedMemory(4096);
        foreach (string text in Streams)
        {
            byte[] stream = Encoding.Latin1.GetBytes(text);
            for (int length = 1; length <= stream.Length; length++)
            {
                string expected = Conversation.Of(stream.AsSpan(0, length)).SentText;
                Assert.Equal(expected, Heard(stream.AsSpan(0, length), received));
            }
        }
    }

    [GuardPageFact]
    public void AnyStreamAgainstAGuardPageGetsItsAnswer()
    {
        using var received = new GuardedMemory(64 * 1024);
        RequestGen.MutatedStream.Sample(
            stream => stream.Length == 0 || Heard(stream, received) == Conversation.Of(stream).SentText,
            iter: 5_000, threads: 1, print: stream => Encoding.Latin1.GetString(stream));
    }

    /// <summary>Everything at once, as few calls as flushing allows, at the very end of the memory.</summary>
    private static string Heard(ReadOnlySpan<byte> stream, GuardedMemory memory)
    {
        Span<byte> received = memory.Last(stream.Length);
        stream.CopyTo(received);
        var engine = new HttpEngine(new HttpLimits());
        engine.BeginTurn(784_111_777);
        using var answers = new GuardedMemory(engine.AnswerBytesMax);
        Span<byte> room = answers.Last(engine.AnswerBytesMax);
        var heard = new StringBuilder();
        HttpSession session = default;
        EchoHandler handler = default;
        SessionProgress progress;
        do
        {
            progress = engine.Advance(ref session, ref handler, received, room);
            heard.Append(Encoding.Latin1.GetString(room[..progress.Written]));
            received = received[progress.Consumed..];
        }
        while (progress.Next == SessionNext.Flush);
        return heard.ToString();
    }

    /// <summary>Memory with an inaccessible page right after it.</summary>
    private sealed unsafe partial class GuardedMemory : IDisposable
    {
        private const int ProtectionNone = 0;
        private const int ProtectionReadWrite = 3;
        private const int MapPrivateAnonymous = 0x22;

        private readonly nuint _mappedBytes;
        private readonly nuint _usableBytes;
        private readonly byte* _start;

        public GuardedMemory(int bytes)
        {
            nuint page = (nuint)Environment.SystemPageSize;
            _usableBytes = ((nuint)bytes + page - 1) / page * page;
            _mappedBytes = _usableBytes + page;
            _start = Map(null, _mappedBytes, ProtectionReadWrite, MapPrivateAnonymous, -1, 0);
            Assert.True(_start != (byte*)-1);
            Assert.Equal(0, Protect(_start + _usableBytes, page, ProtectionNone));
        }

        /// <summary>The last bytes before the guard page.</summary>
        public Span<byte> Last(int bytes) => new(_start + _usableBytes - bytes, bytes);

        public void Dispose() => Unmap(_start, _mappedBytes);

        [LibraryImport("libc", EntryPoint = "mmap")]
        private static partial byte* Map(void* at, nuint bytes, int protection, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "mprotect")]
        private static partial int Protect(void* at, nuint bytes, int protection);

        [LibraryImport("libc", EntryPoint = "munmap")]
        private static partial int Unmap(void* at, nuint bytes);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class GuardPageFactAttribute([CallerMemberName] string test = "")
        : ConditionalFactAttribute(OperatingSystem.IsLinux() ? null : "needs Linux's mmap and mprotect", test);
}
