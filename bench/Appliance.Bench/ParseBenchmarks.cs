using System.Text;
using Appliance.Http;
using Appliance.Json;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>Parsing a request: HTTP (head and body length), and the JSON of the body.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    /// <summary>Two braces, three names, three values, and the end.</summary>
    private const int TokensOfBody = 9;

    private readonly HttpEngine _engine = new(new());
    private readonly byte[] _body = Encoding.UTF8.GetBytes(TokenRequest.Body);
    private byte[] _responses = [];
    private NoContentHandler _handler;

    [GlobalSetup]
    public void Prepare()
    {
        _engine.BeginTurn(Inputs.NowSeconds);
        _responses = new byte[_engine.ResponseBytesMax];
        if (!_responses.AsSpan(0, Http()).StartsWith("HTTP/1.1 204 "u8) || Json() != TokensOfBody)
            throw new InvalidOperationException("the request is not parsed");
    }

    /// <summary>Includes writing the shortest response, 204.</summary>
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

    private readonly struct NoContentHandler : IRequestHandler
    {
        public void Handle(in HttpRequest request, ref HttpResponse response) => response.Status = HttpStatus.NoContent;

        public bool TryAdmit(in HttpRequest head, ref HttpResponse response) => true;

        public bool TryFinish(long ticket, ref HttpResponse response) => false;

        public void Abandon(long ticket)
        {
            // It defers no response.
        }

        public void Seal(Span<byte> responses)
        {
            // It leaves no signature open.
        }
    }
}
