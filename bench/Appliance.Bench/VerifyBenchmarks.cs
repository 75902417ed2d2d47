using System.Text;
using Appliance.Bench.Peers;
using Appliance.PolicyModel;
using Appliance.Tokens;
using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.Tokens;

namespace Appliance.Bench;

/// <summary>Verifying one token of the appliance: signature and, except with jose-jwt, exp and nbf. The token is issued
/// at the current time, because the other libraries use the system clock.</summary>
[MemoryDiagnoser]
public class VerifyBenchmarks
{
    private readonly long _nowSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    private readonly TokenVerifier _verifier = new(Inputs.App, Inputs.Key);
    private readonly byte[] _payload = new byte[TokenLimits.PayloadBytesMax];
    private byte[] _token = [];
    private string _text = "";

    [GlobalSetup]
    public void IssueOne()
    {
        byte[] destination = new byte[TokenLimits.TokenBytesMax];
        ClaimValues values = new()
        {
            RoomId = Inputs.RoomId,
            UserId = Inputs.UserId,
            TokenId = "the-id-of-a-token-0022"u8,
            NowSeconds = _nowSeconds,
        };
        IssueResult issue = new TokenIssuer(Inputs.App, Inputs.Key)
            .Issue(Inputs.Role, Inputs.Room, Rules.DefaultLifetime, ref values, destination);
        Use(destination[..issue.TokenBytes]);
        if (!AllAccept())
            throw new InvalidOperationException("an implementation rejects the valid token");
        // Changes the first letter of the signature: the last one has unused bits.
        byte[] forged = [.. _token];
        ref byte letter = ref forged[forged.AsSpan().LastIndexOf((byte)'.') + 1];
        letter = letter == (byte)'A' ? (byte)'B' : (byte)'A';
        byte[] genuine = _token;
        Use(forged);
        if (AnyAccepts())
            throw new InvalidOperationException("an implementation accepts the forged token");
        Use(genuine);
    }

    [Benchmark(Baseline = true)]
    public Task<TokenValidationResult> IdentityModel() => IdentityModelPeer.VerifyAsync(_text);

    [Benchmark]
    public object JoseJwt() => JosePeer.Verify(_text);

    [Benchmark]
    public object JwtNet() => JwtNetPeer.Verify(_text);

    [Benchmark]
    public TokenVerdict Verify() => _verifier.Verify(_token, _nowSeconds, 0, _payload, out _);

    private void Use(byte[] token)
    {
        _token = token;
        _text = Encoding.ASCII.GetString(token);
    }

    private bool[] Verdicts() =>
    [
        IdentityModel().GetAwaiter().GetResult().IsValid,
        Accepts(JoseJwt),
        Accepts(JwtNet),
        Verify() == TokenVerdict.Valid,
    ];

    private bool AllAccept() => Verdicts().All(accepts => accepts);

    private bool AnyAccepts() => Verdicts().Any(accepts => accepts);

    private static bool Accepts(Func<object> verify)
    {
        try
        {
            verify();
            return true;
        }
        catch (Exception e) when (e is Jose.IntegrityException or JWT.Exceptions.SignatureVerificationException)
        {
            return false;
        }
    }
}
