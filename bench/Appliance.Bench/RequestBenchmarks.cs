using Appliance.Endpoints;
using Appliance.Http;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>A whole request in process: bytes parsed, routed, decided, minted and answered, without a socket.</summary>
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
            throw new InvalidOperationException("the request is not answered with a token");
    }

    /// <summary>Only the signature of such a request, with the framework's parts as they come.</summary>
    [Benchmark(Baseline = true)]
    public string PlainSigner() => Peers.PlainSigner.Sign();

    [Benchmark]
    public int WholeRequest()
    {
        TokenRequest.Bytes.CopyTo(_received, 0);
        // A second later each time, so that the policy's rate limit lets every request through.
        _monotonicMilliseconds += 1000;
        _handler.BeginTurn(Inputs.NowSeconds, _monotonicMilliseconds);
        HttpSession session = default;
        return _engine.Advance(ref session, ref _handler, _received, _responses).Written;
    }
}
