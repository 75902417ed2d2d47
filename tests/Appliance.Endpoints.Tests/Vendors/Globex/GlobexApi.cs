using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.Endpoints.Vendors;
using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Tests.Vendors.Globex;

/// <summary>A vendor that exists only in the tests, added as any vendor is: this folder, one line that registers it,
/// and a value of the policy's vocabulary. Its page sends <c>POST /globex/APP/join</c> with
/// <c>{"place","as","who"?}</c> and reads <c>{"pass"}</c>, or <c>{"no":CODE,"because"}</c>.</summary>
internal sealed class GlobexApi : Vendor
{
    /// <summary>The vocabulary has no keyword for it.</summary>
    public const TokenApi InVocabulary = (TokenApi)200;

    internal static readonly FailureTable Failures = new(
        row => $$"""{"no":{{row.Code}},"because":"{{row.Text}}"}""",
        challenges: default,
        new(Failure.UnknownApp, HttpStatus.NotFound, "Unknown app.", Code: 1),
        new(Failure.MethodNotAllowed, HttpStatus.MethodNotAllowed, "Use POST.", Code: 2),
        new(Failure.NotJson, HttpStatus.BadRequest, "Send JSON.", Code: 3),
        new(Failure.WrongType, HttpStatus.BadRequest, "{member} must be {expected}.", Code: 4),
        new(Failure.UnknownRoom, HttpStatus.NotFound, "The app has no place {member}.", Code: 5),
        new(Failure.MalformedRoomId, HttpStatus.NotFound, "The app has no place {member}.", Code: 5),
        new(Failure.UnknownRole, HttpStatus.Forbidden, "The app has no role {member}.", Code: 6),
        new(Failure.RoleNotAllowed, HttpStatus.Forbidden, "Not as that.", Code: 7),
        new(Failure.NotServed, HttpStatus.NotFound, "Not here.", Code: 8));

    public override TokenApi Api => InVocabulary;

    public override string Name => "Globex";

    internal override FailureTable TokenFailures => Failures;

    internal override IReadOnlyList<byte[]> OwnedPrefixes { get; } = ["/globex"u8.ToArray()];

    internal override IReadOnlyList<PathAlias> PathAliases { get; } =
        [new("/globex", "/v9/globex")];

    internal override IReadOnlyList<RouteDefinition> CreateRoutes(ThreadServices thread) =>
        [new("/globex/APP/join", new GlobexEndpoint(this, thread).Handle)];

    public override SampleCall Sample(App app, string roomId, Role role) =>
        new($"/globex/{app.Name}/join", $$"""{"place":"{{roomId}}","as":"{{role.Name}}"}""");
}
