using Appliance.Endpoints;
using Appliance.Http;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>A whole request without a socket: parse, route, decide, issue the token and write the response.</summary>
[MemoryDiagnoser]
public class RequestBenchmarks
{
    private readonly byte[] _received = new byte[TokenRequest.Bytes.Length];
    private HttpEngine _engine = null!;
    private ApiHandler _handler;
    private byte[] _responses = [];
    private long _monotonicMilliseconds;

    [GlobalSetup]
    public void Prepare()
    {
        HttpLimits limits = new();
        _engine = new(limits);
        _engine.BeginTurn(Inputs.NowSeconds);
        _handler = Inputs.Handler(limits);
        _responses = new byte[_engine.ResponseBytesMax];
        if (!_responses.AsSpan(0, WholeRequest()).StartsWith("HTTP/1.1 200 "u8))
            throw new InvalidOperationException("the response has no token");
    }

    /// <summary>The baseline: only a token of the same shape, signed with framework types.</summary>
    [Benchmark(Baseline = true)]
    public string PlainSigner() => Peers.PlainSigner.Sign();

    [Benchmark]
    public int WholeRequest()
    {
        TokenRequest.Bytes.CopyTo(_received, 0);
        // Advances the clock by a second, so that the policy's rate limit allows every request.
        _monotonicMilliseconds += 1000;
        _handler.BeginTurn(Inputs.NowSeconds, _monotonicMilliseconds);
        HttpSession session = default;
        return _engine.Advance(ref session, ref _handler, _received, _responses).Written;
    }
}
