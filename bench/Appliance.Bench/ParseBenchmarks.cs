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
    private byte[] _answers = [];
    private NothingToDo _handler;

    [GlobalSetup]
    public void Prepare()
    {
        _engine.BeginTurn(Inputs.NowSeconds);
        _answers = new byte[_engine.AnswerBytesMax];
        if (!_answers.AsSpan(0, Http()).StartsWith("HTTP/1.1 204 "u8) || Json() != TokensOfBody)
            throw new InvalidOperationException("the request is not read");
    }

    /// <summary>The shortest of answers is written as well.</summary>
    [Benchmark]
    public int Http()
    {
        HttpSession session = default;
        return _engine.Advance(ref session, ref _handler, TokenRequest.Bytes, _answers).Written;
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
        public void Handle(in HttpRequest request, ref HttpAnswer answer) => answer.Status = HttpStatus.NoContent;

        public bool TryAdmit(in HttpRequest head, ref HttpAnswer answer) => true;

        public bool TryFinish(long ticket, ref HttpAnswer answer) => false;

        public void Abandon(long ticket)
        {
            // Nothing was deferred.
        }

        public void Place(Span<byte> answers, int bodyStart)
        {
            // Nothing was left open.
        }

        public void Seal(Span<byte> answers)
        {
            // Nor is there anything to fill in.
        }
    }
}
