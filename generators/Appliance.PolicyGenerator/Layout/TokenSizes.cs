using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Layout;

/// <summary>A part of an app's tokens that is longer than its limit.</summary>
internal readonly record struct SizeExcess(string Part, int BytesMax);

/// <summary>The size limits of headers and claims, so that every buffer has a fixed size.</summary>
internal static class TokenSizes
{
    public static IEnumerable<SizeExcess> ExcessesOf(AppModel app) => PartsOf(app)
        .Where(part => part.Bytes > part.BytesMax)
        .Select(part => new SizeExcess(part.Name, part.BytesMax));

    private static IEnumerable<(string Name, int Bytes, int BytesMax)> PartsOf(AppModel app)
    {
        yield return ("The token header", HeaderLayout.Of(app).Length, ClaimLimits.HeaderBytesMax);
        foreach (RoleModel role in app.Roles)
        {
            var claims = ClaimsLayout.Of(app, role);
            string ofRole = $"the claims of \"{role.Name}\"";
            yield return ($"The constant part of {ofRole}", claims.Constant.Length, ClaimLimits.ConstantBytesMax);
            yield return (
                $"The text between the values in {ofRole}", claims.TextBytes, ClaimLimits.VaryingTextBytesMax);
            yield return (
                $"The varying part of {ofRole}", claims.TextBytes + claims.ValueBytes, ClaimLimits.VaryingBytesMax);
        }
    }
}
