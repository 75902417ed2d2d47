using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>
/// The facts about a vendor's API. A vendor is one folder, with a subclass that also has its endpoints. Immutable and
/// shared by all threads.
/// </summary>
public abstract class VendorApi
{
    /// <summary>The API in the policy's vocabulary.</summary>
    public abstract TokenApi Api { get; }

    /// <summary>The vendor's name in sentences.</summary>
    public abstract string Name { get; }

    /// <summary>Whether its token endpoint needs no credential and so has to be enabled by the policy.</summary>
    public virtual bool HasOpenEndpoint => false;

    /// <summary>Whether its back ends create rooms at run time.</summary>
    public virtual bool CreatesRooms => false;

    /// <summary>Whether all of its tokens name a role.</summary>
    public virtual bool TokensNameRole => true;

    /// <summary>Whether it has room codes, whose guesses are rate-limited and counted.</summary>
    public virtual bool HasRoomCodes => false;

    /// <summary>The signed token that its back ends present as Bearer credentials (RFC 6750); null if they send Basic
    /// credentials only.</summary>
    public virtual BackEndToken? BackEndToken => null;

    /// <summary>The credentials of its paths for back ends.</summary>
    internal virtual AcceptedCredentials Scheme => AcceptedCredentials.Either;

    /// <summary>The error responses of its token endpoint.</summary>
    internal abstract FailureTable TokenFailures { get; }

    /// <summary>The error responses of its paths for back ends; with a row for <see cref="Failure.NotServed"/> if it
    /// has <see cref="OwnedPrefixes"/>.</summary>
    internal virtual FailureTable BackEndFailures => TokenFailures;

    /// <summary>Unknown paths below these prefixes get its 404.</summary>
    internal virtual IReadOnlyList<byte[]> OwnedPrefixes => [];

    /// <summary>Other forms in which clients send the beginning of its paths.</summary>
    internal virtual IReadOnlyList<PathAlias> PathAliases => [];

    /// <summary>Derives what the endpoints need from an app, once; null if they need nothing.</summary>
    /// <exception cref="ArgumentException">The policy is inconsistent.</exception>
    internal virtual object? Precompute(App app) => null;

    /// <summary>A request for a token, for examples and benchmarks.</summary>
    /// <param name="app">An app of this API.</param>
    /// <param name="roomId">One of its rooms.</param>
    /// <param name="role">A role that the room allows.</param>
    public abstract SampleCall Sample(App app, string roomId, Role role);

    /// <summary>The response of the token endpoint to a well-formed request with a valid credential, for the verb
    /// explain. Null if the token is issued, or if the API cannot express the denial: its clients cannot request an
    /// expiry.</summary>
    /// <param name="app">An app of this API.</param>
    /// <param name="state">Whether the room is disabled.</param>
    /// <param name="role">The requested role; null if the app has none of that name.</param>
    /// <param name="denial">The decision of the rules.</param>
    /// <param name="roomId">The requested room.</param>
    /// <param name="roleName">The requested role's name.</param>
    public VendorError? ErrorFor(
        App app, RoomState state, Role? role, Denial denial, string roomId, string roleName)
    {
        Failure failure = FailureFor(app, state, role, denial);
        return failure is Failure.None or Failure.ExpiryTooShort or Failure.ExpiryTooLong or Failure.ExpiryPastRoomEnd
            ? null : VendorError.Of(
                TokenFailures, failure,
                failure is Failure.RoomDisabled or Failure.UnknownRoom ? roomId : roleName);
    }

    /// <summary>The member of a sample's body, if the values contain this one.</summary>
    protected static string MemberIf(CallerValues values, CallerValues value, string member) =>
        (values & value) == 0 ? "" : member;

    private Failure FailureFor(App app, RoomState state, Role? role, Denial denial)
    {
        if (HasOpenEndpoint && !app.TokenEndpoint.Enabled)
            return Failure.EndpointDisabled;
        if (state == RoomState.Disabled)
            return Failure.RoomDisabled;
        bool isWithheld = HasOpenEndpoint && TokenFailures.Has(Failure.RoleNotIssued)
            && denial != Denial.UnknownRoom && role is not null && !OpenEndpoint.Issues(app, role);
        return isWithheld ? Failure.RoleNotIssued : FailureMapping.Of(denial);
    }
}
