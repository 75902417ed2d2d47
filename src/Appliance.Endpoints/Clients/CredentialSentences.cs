using System.Diagnostics;
using System.Text;

namespace Appliance.Endpoints.Clients;

/// <summary>The sentences for missing credentials and other schemes; they name the tokens of all vendors.</summary>
internal sealed class CredentialSentences
{
    private readonly byte[] _missing;
    private readonly byte[] _otherScheme;
    private readonly byte[] _missingBasic = Ascii(
        "The Authorization header is missing: send \"Basic \" and the app's id, a colon and its key in base64.");
    private readonly byte[] _otherThanBasic = Ascii(
        "The Authorization header must begin with \"Basic \": the app's id, a colon and its key in base64 follow.");

    /// <summary>For paths that accept one kind of token: a missing credential, and another scheme.</summary>
    private readonly Dictionary<BackEndToken, byte[]> _missingTokens = [];
    private readonly Dictionary<BackEndToken, byte[]> _otherThanTokens = [];

    public CredentialSentences(IReadOnlyList<VendorApi> vendors)
    {
        List<string> tokens = [], ids = [];
        foreach (VendorApi vendor in vendors)
        {
            if (vendor.BackEndToken is not { } token)
                continue;
            _missingTokens[token] =
                Ascii($"The Authorization header is missing: send \"Bearer \" and {token.Noun} of the app.");
            _otherThanTokens[token] =
                Ascii($"The Authorization header must begin with \"Bearer \": {token.Noun} of the app follows.");
            tokens.Add($"{token.Noun}{token.Requirement} ({vendor.Name})");
            ids.Add($"{token.Noun} ({vendor.Name}){(ids.Count == 0 ? " has" : "")} {token.AppIdClaimName}");
        }
        string bearer = $"\"Bearer \" and {string.Join(" or ", tokens)}.";
        const string Key = "\"Basic \" and the app's id and appKey in base64, or";
        _missing = Ascii($"The Authorization header is missing: send {Key} {bearer}");
        _otherScheme = Ascii($"The Authorization header must begin with {Key} with {bearer}");
        MissingAppId = Ascii($"The token names no app: {string.Join(", ", ids)}.");
    }

    /// <summary>For a Bearer token without a claim that names its app.</summary>
    public byte[] MissingAppId { get; }

    /// <summary>The sentence for a missing credential.</summary>
    /// <param name="accepted">The credentials that the path accepts.</param>
    /// <param name="token">The kind of token, if it accepts only one.</param>
    public byte[] Missing(AcceptedCredentials accepted, BackEndToken? token) => accepted switch
    {
        AcceptedCredentials.Basic => _missingBasic,
        AcceptedCredentials.Bearer => _missingTokens[token!],
        _ => _missing,
    };

    /// <summary>The sentence for another scheme.</summary>
    /// <inheritdoc cref="Missing"/>
    public byte[] OtherScheme(AcceptedCredentials accepted, BackEndToken? token) => accepted switch
    {
        AcceptedCredentials.Basic => _otherThanBasic,
        AcceptedCredentials.Bearer => _otherThanTokens[token!],
        _ => _otherScheme,
    };

    private static byte[] Ascii(string sentence)
    {
        Debug.Assert(sentence.Length <= CredentialRejection.SentenceBytesMax, sentence);
        return Encoding.ASCII.GetBytes(sentence);
    }
}
