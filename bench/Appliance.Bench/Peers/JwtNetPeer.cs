using JWT;
using JWT.Algorithms;
using JWT.Serializers;

namespace Appliance.Bench.Peers;

/// <summary>JWT.NET (package JWT). Encoder and decoder are created once.</summary>
internal static class JwtNetPeer
{
    private static readonly HMACSHA256Algorithm Algorithm = new();
    private static readonly JsonNetSerializer Json = new();
    private static readonly JwtBase64UrlEncoder Base64Url = new();
    private static readonly JwtEncoder Encoder = new(Algorithm, Json, Base64Url);
    private static readonly JwtDecoder Decoder =
        new(Json, new JwtValidator(Json, new UtcDateTimeProvider()), Base64Url, Algorithm);

    public static string Sign() => Encoder.Encode(PeerClaims.MakeWithInstants(), Inputs.Secret);

    /// <summary>Returns the claims; throws if the signature is wrong, or the token expired or not yet valid.</summary>
    public static IDictionary<string, object> Verify(string token) =>
        Decoder.DecodeToObject(token, Inputs.Secret, verify: true);
}
