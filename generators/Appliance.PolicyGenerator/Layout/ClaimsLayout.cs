using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Layout;

/// <summary>The layout of the payload of one role's tokens.</summary>
/// <param name="Constant">JSON from the opening brace to the first varying value.</param>
/// <param name="RoomPart">The part that is the same in all tokens of the role and one room; may be empty.</param>
/// <param name="Varying">The rest.</param>
/// <param name="TextBytes">The maximum length of the template's own text after the constant beginning.</param>
/// <param name="ValueBytes">The length of the longest unescaped values in it, without objects and metadata.</param>
/// <param name="Accepted">The caller's values that have a claim.</param>
/// <param name="Required">The caller's values that are required.</param>
internal sealed record ClaimsLayout(
    string Constant, IReadOnlyList<ClaimStep> RoomPart, IReadOnlyList<ClaimStep> Varying, int TextBytes,
    int ValueBytes, CallerValues Accepted, CallerValues Required)
{
    public static ClaimsLayout Of(AppModel app, RoleModel role) => new ClaimsLayoutBuilder(app, role).Build();
}
