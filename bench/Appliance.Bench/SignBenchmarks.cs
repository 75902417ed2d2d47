using System.Security.Cryptography;
using Appliance.Bench.Peers;
using Appliance.Policy;
using Appliance.Tokens;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>
/// One token of the 100ms shape: decided, its jti drawn, its claims written, signed. The others, side by side, decide
/// nothing: they sign the same claims.
/// </summary>
[MemoryDiagnoser]
public class SignBenchmarks
{
    private readonly TokenIssuer _issuer = new(Inputs.App, Inputs.Key);
    private readonly TokenIds _ids = new(SystemRandom.Fill);
    private readonly byte[] _destination = new byte[TokenLimits.TokenBytesMax];
    private readonly byte[] _tag = new byte[SigningKey.TagBytes];
    private byte[] _signedText = [];

    [GlobalSetup]
    public void CheckPeers()
    {
        Span<byte> token = _destination.AsSpan(0, Issue());
        _signedText = token[..token.LastIndexOf((byte)'.')].ToArray();
        PeerClaims.Check(nameof(PlainSigner), PlainSigner());
        PeerClaims.Check(nameof(IdentityModel), IdentityModel());
        PeerClaims.Check(nameof(JoseJwt), JoseJwt());
        PeerClaims.Check(nameof(JwtNet), JwtNet());
    }

    /// <summary>The framework's parts put together as they come.</summary>
    [Benchmark(Baseline = true)]
    public string PlainSigner() => Peers.PlainSigner.Sign();

    /// <summary>The signature alone: no claims written, nothing encoded.</summary>
    [Benchmark]
    public int HmacSha256OfTheSameText() => HMACSHA256.HashData(Inputs.Secret, _signedText, _tag);

    [Benchmark]
    public string IdentityModel() => IdentityModelPeer.Sign();

    [Benchmark]
    public string JoseJwt() => JosePeer.Sign();

    [Benchmark]
    public string JwtNet() => JwtNetPeer.Sign();

    [Benchmark]
    public int Issue()
    {
        Span<byte> id = stackalloc byte[TokenIds.Length];
        _ids.Next(id);
        ClaimValues values = new()
        {
            RoomId = Inputs.RoomId,
            UserId = Inputs.UserId,
            TokenId = id,
            NowSeconds = Inputs.NowSeconds,
        };
        return _issuer.Issue(Inputs.Role, Inputs.Room, Rules.DefaultLife, ref values, _destination).TokenBytes;
    }
}
