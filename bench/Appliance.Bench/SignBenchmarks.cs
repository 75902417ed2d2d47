using System.Security.Cryptography;
using System.Text;
using Appliance.Policy;
using Appliance.Tokens;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>One token of the 100ms shape: decided, its jti drawn, its claims written, signed.</summary>
[MemoryDiagnoser]
public class SignBenchmarks
{
    private readonly TokenIssuer _issuer = new(Inputs.App, Inputs.Key);
    private readonly TokenVerifier _verifier = new(Inputs.App, Inputs.Key);
    private readonly TokenIds _ids = new(SystemRandom.Fill);
    private readonly byte[] _destination = new byte[TokenLimits.TokenBytesMax];
    private readonly byte[] _roomId = Encoding.UTF8.GetBytes(TokenRequest.RoomId);
    private readonly byte[] _userId = Encoding.UTF8.GetBytes(TokenRequest.UserId);
    private readonly byte[] _payload = new byte[TokenLimits.PayloadBytesMax];
    private readonly byte[] _tag = new byte[SigningKey.TagBytes];
    private byte[] _token = [];
    private byte[] _signedText = [];

    [GlobalSetup]
    public void MakeOneToken()
    {
        _token = _destination[..Issue()];
        _signedText = _token[.._token.AsSpan().LastIndexOf((byte)'.')];
    }

    /// <summary>The framework's parts put together as they come.</summary>
    [Benchmark(Baseline = true)]
    public string PlainSigner() => Bench.PlainSigner.Sign();

    /// <summary>The signature alone: no claims written, nothing encoded.</summary>
    [Benchmark]
    public int HmacSha256OfTheSameText() => HMACSHA256.HashData(Inputs.Secret, _signedText, _tag);

    [Benchmark]
    public int Issue()
    {
        Span<byte> id = stackalloc byte[TokenIds.Length];
        _ids.Next(id);
        ClaimValues values = new()
        {
            RoomId = _roomId,
            UserId = _userId,
            TokenId = id,
            NowSeconds = Inputs.NowSeconds,
        };
        return _issuer.Issue(Inputs.Role, Inputs.Room, Rules.DefaultLife, ref values, _destination).TokenBytes;
    }

    [Benchmark]
    public TokenVerdict Verify() =>
        _verifier.Verify(_token, Inputs.NowSeconds, 0, _payload, out _);
}
