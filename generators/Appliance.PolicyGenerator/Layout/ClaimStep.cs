using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Layout;

/// <summary>One step of writing the claims that follow the constant beginning.</summary>
internal abstract record ClaimStep;

/// <summary>Appends JSON of the template.</summary>
internal sealed record TextStep(string Json) : ClaimStep;

/// <summary>Appends the room id in the room's part.</summary>
internal sealed record RoomIdStep : ClaimStep;

/// <summary>Appends a value that varies from token to token.</summary>
/// <param name="Value">The value.</param>
/// <param name="FallbackJson">Its text if the caller supplies none; null if it has no default.</param>
internal sealed record ValueStep(Placeholder Value, string? FallbackJson) : ClaimStep;

/// <summary>Writes a member only if the caller supplies its value.</summary>
internal sealed record OptionalStep(Placeholder Value, IReadOnlyList<ClaimStep> Steps) : ClaimStep;

/// <summary>From here to the next <see cref="NameStep"/> of the same object, its first member is found at run
/// time.</summary>
/// <param name="Object">The number of the object in the payload.</param>
internal sealed record BeginMembersStep(int Object) : ClaimStep;

/// <summary>The object has a member: the next one needs a comma.</summary>
internal sealed record MemberWrittenStep(int Object) : ClaimStep;

/// <summary>Appends a member's name and colon, after a comma unless the member is the first one of the
/// object.</summary>
internal sealed record NameStep(int Object, string NameAndColon) : ClaimStep;
