using Jose;

namespace Appliance.Bench.Peers;

/// <summary>jose-jwt.</summary>
internal static class JosePeer
{
    public static string Sign() =>
        Jose.JWT.Encode(PeerClaims.MakeWithInstants(), Inputs.Secret, JwsAlgorithm.HS256);

    /// <summary>The claims. It throws where the signature is wrong, and leaves the instants to its caller.</summary>
    public static Dictionary<string, object> Verify(string token) =>
        Jose.JWT.Decode<Dictionary<string, object>>(token, Inputs.Secret, JwsAlgorithm.HS256);
}
