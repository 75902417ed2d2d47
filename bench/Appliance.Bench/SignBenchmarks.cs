using System.Security.Cryptography;
using Appliance.Bench.Peers;
using Appliance.PolicyModel;
using Appliance.Tokens;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>
/// Issuing one 100ms token: decide, generate the jti, write the claims, sign. The other implementations only sign the
/// same claims.
/// </summary>
[MemoryDiagnoser]
public class SignBenchmarks
{
    private readonly TokenIssuer _issuer = new(Inputs.App, Inputs.Key);
    private readonly RoomTemplates _rooms = new();
    private readonly TokenIds _ids = new(SystemRandom.Fill);
    private readonly SigningGroup _group = new();
    private readonly byte[] _destination = new byte[SigningGroup.CountMax * TokenLimits.TokenBytesMax];
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

    /// <summary>The baseline: framework types only.</summary>
    [Benchmark(Baseline = true)]
    public string PlainSigner() => Peers.PlainSigner.Sign();

    /// <summary>Only the HMAC: no claims are written and nothing is encoded.</summary>
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
        int tokenBytes = IssueAt(0, out UnsignedToken token);
        token.Sign(_destination);
        return tokenBytes;
    }

    /// <summary>Signs eight tokens as a group. Here they are hashed one by one: only the static binary has OpenSSL's
    /// eight lanes, which <c>appliance bench sign</c> measures.</summary>
    [Benchmark(OperationsPerInvoke = SigningGroup.CountMax)]
    public void IssueInGroups()
    {
        for (int index = 0; index < SigningGroup.CountMax; index++)
        {
            IssueAt(index * TokenLimits.TokenBytesMax, out UnsignedToken token);
            _group.Add(token, index * TokenLimits.TokenBytesMax);
        }
        _group.Sign(_destination);
    }

    private int IssueAt(int start, out UnsignedToken token)
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
        return _issuer.IssueUnsigned(
            Inputs.Role, Inputs.Room, Rules.DefaultLifetime, ref values, _rooms, _destination.AsSpan(start),
            out token).TokenBytes;
    }
}
