using Jose;

namespace Appliance.Bench.Peers;

/// <summary>jose-jwt.</summary>
internal static class JosePeer
{
    public static string Sign() =>
        Jose.JWT.Encode(PeerClaims.MakeWithInstants(), Inputs.Secret, JwsAlgorithm.HS256);

    /// <summary>Returns the claims; throws on a wrong signature. The library does not check exp and nbf.</summary>
    public static Dictionary<string, object> Verify(string token) =>
        Jose.JWT.Decode<Dictionary<string, object>>(token, Inputs.Secret, JwsAlgorithm.HS256);
}
