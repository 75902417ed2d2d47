namespace Appliance.Tokens;

/// <summary>A token that is written but for its signature, and what that takes.</summary>
public readonly struct UnsignedToken
{
    internal UnsignedToken(TokenTemplate template, int signedBytes)
    {
        Template = template;
        SignedBytes = signedBytes;
    }

    internal TokenTemplate Template { get; }

    /// <summary>Header, dot and payload.</summary>
    internal int SignedBytes { get; }

    /// <summary>Signs the token that starts here.</summary>
    public void Sign(Span<byte> token) => Template.Sign(token, SignedBytes);
}
