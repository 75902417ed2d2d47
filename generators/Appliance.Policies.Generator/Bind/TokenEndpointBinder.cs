using Appliance.Policy.Generator.Model;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>The endpoint without credentials.</summary>
internal static class TokenEndpointBinder
{
    private const int OriginLengthMax = 256;

    private static readonly string[] Members = ["enabled", "allowedOrigins"];

    public static TokenEndpointModel? Bind(ObjectBinder app)
    {
        JsonMember? member = app.Find("tokenEndpoint");
        if (member is not { } endpoint)
            return null;
        var binder = new ObjectBinder(
            endpoint.Value, endpoint.NameToken, "a token endpoint", Members, app.Problems);
        if (binder.Find("enabled") is null)
            binder.ReportMissing("enabled", "a token endpoint");
        bool enabled = binder.FindFlag("enabled") ?? false;
        List<JsonNode> origins = binder.FindTexts("allowedOrigins") ?? [];
        foreach (JsonNode origin in origins)
        {
            if (!IsOrigin(origin.Text))
                app.Problems.Report(PolicyProblems.BadOrigin, origin.Token, origin.Text);
        }
        return new(enabled, new([.. origins.Select(o => o.Text)]));
    }

    /// <summary>As browsers send it (RFC 6454, section 6.2): scheme, host, a port if it is not the usual one.</summary>
    private static bool IsOrigin(string text)
    {
        if (text == "*")
            return true;
        int separator = text.IndexOf("://", StringComparison.Ordinal);
        if (separator < 1 || text.Length > OriginLengthMax || separator + 3 == text.Length)
            return false;
        return text.Take(separator).All(c => IsLowerOrDigit(c) || c is '+' or '.' or '-')
            && text.Skip(separator + 3).All(c => IsLowerOrDigit(c) || c is '.' or '-' or ':' or '[' or ']');
    }

    private static bool IsLowerOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
