using System.Text;
using Appliance.Http;
using Appliance.Json;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>What it takes to read a request: its head and the extent of its body, and then the JSON in that.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    /// <summary>Braces, three names with their values, and the end.</summary>
    private const int TokensOfBody = 9;

    private readonly HttpEngine _engine = new(new());
    private readonly byte[] _body = Encoding.UTF8.GetBytes(TokenRequest.Body);
    private byte[] _responses = [];
    private NothingToDo _handler;

    [GlobalSetup]
    public void Prepare()
    {
        _engine.BeginTurn(Inputs.NowSeconds);
        _responses = new byte[_engine.ResponseBytesMax];
        if (!_responses.AsSpan(0, Http()).StartsWith("HTTP/1.1 204 "u8) || Json() != TokensOfBody)
            throw new InvalidOperationException("the request is not read");
    }

    /// <summary>The shortest of answers is written as well.</summary>
    [Benchmark]
    public int Http()
    {
        HttpSession session = default;
        return _engine.Advance(ref session, ref _handler, TokenRequest.Bytes, _responses).Written;
    }

    [Benchmark]
    public int Json()
    {
        JsonReader reader = new(_body, JsonReader.DepthLimit);
        int tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }

    private readonly struct NothingToDo : IRequestHandler
    {
        public void Handle(in HttpRequest request, ref HttpResponse response) => response.Status = HttpStatus.NoContent;

        public bool TryAdmit(in HttpRequest head, ref HttpResponse response) => true;

        public bool TryFinish(long ticket, ref HttpResponse response) => false;

        public void Abandon(long ticket)
        {
            // Nothing was deferred.
        }

        public void AddUnsealed(Span<byte> responses, int bodyStart)
        {
            // Nothing was left open.
        }

        public void Seal(Span<byte> responses)
        {
            // Nor is there anything to fill in.
        }
    }
}
