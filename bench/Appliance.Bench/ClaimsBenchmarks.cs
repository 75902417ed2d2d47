using System.Text.Json;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Tokens;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>Writing the claims that vary from token to token, with the generated code.</summary>
[MemoryDiagnoser]
public class ClaimsBenchmarks
{
    private readonly byte[] _claims = new byte[TokenLimits.VaryingClaimsBytesMax];

    [GlobalSetup]
    public void Check()
    {
        byte[] payload = [.. Inputs.Role.ConstantClaims, .. _claims.AsSpan(0, WriteVarying())];
        if (JsonDocument.Parse(payload).RootElement.GetProperty("user_id").GetString() != TokenRequest.UserId)
            throw new InvalidOperationException("the payload lacks the user id");
    }

    [Benchmark]
    public int WriteVarying()
    {
        ClaimValues values = new()
        {
            RoomId = Inputs.RoomId,
            UserId = Inputs.UserId,
            TokenId = "the-id-of-a-token-0022"u8,
            NowSeconds = Inputs.NowSeconds,
            ExpiresAtSeconds = Inputs.NowSeconds + 3600,
        };
        JsonWriter claims = new(_claims);
        Inputs.Role.WriteRoomClaims(ref claims, Inputs.RoomId);
        Inputs.Role.WriteVaryingClaims(ref claims, values);
        return claims.Length;
    }
}
