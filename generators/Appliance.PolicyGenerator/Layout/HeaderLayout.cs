using System.Diagnostics;
using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Layout;

/// <summary>The JOSE header of an app's tokens (RFC 7515, section 4).</summary>
internal static class HeaderLayout
{
    public static string Of(AppModel app)
    {
        IEnumerable<string> members = app.Header.Select(member =>
        {
            string value = member.Value is Placeholder p ? AppText(app, p) : ((Literal)member.Value).Json;
            return $",{JsonText.Quote(member.Name)}:{value}";
        });
        return $"{{\"alg\":\"HS256\"{string.Concat(members)}}}";
    }

    /// <summary>The JSON text of a value that is constant for the app.</summary>
    public static string AppText(AppModel app, Placeholder placeholder)
    {
        Debug.Assert(placeholder.IsOfApp, "a value that varies in the app");
        return JsonText.Quote(placeholder.Source == ClaimSource.AppName ? app.Name : app.PublicId);
    }
}
