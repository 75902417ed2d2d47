namespace Appliance.PolicyModel;

/// <summary>One tenant. The generator derives a class for each app.</summary>
public abstract class App
{
    /// <summary>The app's name in the policy, which is also its subdomain.</summary>
    public abstract string Name { get; }

    /// <summary>The name of the app's dialect, its token layout.</summary>
    public abstract string Dialect { get; }

    /// <summary>The API that issues the app's tokens.</summary>
    public abstract TokenApi Api { get; }

    /// <summary>The public id in the tokens: a 100ms access key, an EnableX app id or a LiveKit API key.</summary>
    public abstract string PublicId { get; }

    /// <summary>The JOSE header of the app's tokens as JSON (RFC 7515, section 4); the algorithm is always
    /// HS256.</summary>
    public virtual ReadOnlySpan<byte> TokenHeader => """{"alg":"HS256","typ":"JWT"}"""u8;

    /// <summary>The <c>aud</c> claim of the app's tokens (RFC 7519, section 4.1.3); empty if they have none.</summary>
    public virtual ReadOnlySpan<byte> Audience => default;

    /// <summary>The source of the signing key.</summary>
    public abstract SecretSource TokenSecret { get; }

    /// <summary>The source of the signing key before a rotation: it verifies tokens and signs none. Null if there was
    /// no rotation.</summary>
    public virtual SecretSource? PreviousTokenSecret => null;

    /// <summary>
    /// The source of the password of the app's back end, sent in Basic credentials (RFC 7617) with
    /// <see cref="PublicId"/> as the user name. Required for EnableX; null in other apps unless the policy sets it.
    /// </summary>
    public virtual SecretSource? ApiKey => null;

    /// <summary>The token endpoint that requires no credentials (100ms, LiveKit).</summary>
    public virtual TokenEndpoint TokenEndpoint => TokenEndpoint.Off;

    /// <summary>Whether the app serves EnableX's sample front: <c>/createRoom</c>, <c>/createToken</c> and
    /// <c>/getRoom</c>, whose callers send the app key from a phone or a web page.</summary>
    public virtual bool SampleFront => false;

    /// <summary>The template ids of a 100ms dashboard with their room types, in the policy's order.</summary>
    public virtual IReadOnlyList<TemplateId> TemplateIds => [];

    /// <summary>The rate limit of one client; null if unlimited.</summary>
    public virtual RateLimit? RateLimit => null;

    /// <summary>The limit on run-time rooms, if the app's API creates rooms; 0 for none.</summary>
    public virtual int RoomsMax => AppLimits.RoomsDefault;

    /// <summary>The clock skew tolerated when a token is verified.</summary>
    public virtual long LeewaySeconds => AppLimits.LeewaySecondsDefault;

    /// <summary>The longest lifetime of tokens that a back end signs itself, if longer than their role's
    /// <see cref="Expiry.MaxSeconds"/>; otherwise 0.</summary>
    public virtual long SignedLifetimeMaxSeconds => 0;

    /// <summary>The roles in the order of <see cref="RoleConstraints.Index"/>.</summary>
    public abstract IReadOnlyList<Role> Roles { get; }

    public abstract IReadOnlyList<RoomType> RoomTypes { get; }

    /// <summary>The number of policy rooms, patterns excluded.</summary>
    public abstract int RoomCount { get; }

    /// <summary>The role with that UTF-8 name, compared byte by byte.</summary>
    public abstract Role? FindRole(ReadOnlySpan<byte> name);

    /// <summary>The index of the policy room with that UTF-8 id, compared byte by byte; -1 if not found.</summary>
    public abstract int IndexOfRoom(ReadOnlySpan<byte> id);

    /// <summary>The policy room at an index below <see cref="RoomCount"/>.</summary>
    public abstract Room RoomAt(int index);

    /// <summary>The UTF-8 id of the policy room at that index.</summary>
    public abstract ReadOnlySpan<byte> RoomIdAt(int index);

    /// <summary>The UTF-8 name of the policy room at that index; empty if it has none.</summary>
    public abstract ReadOnlySpan<byte> RoomNameAt(int index);

    /// <summary>The room patterns, the longest prefix first. A policy room takes precedence over every
    /// pattern.</summary>
    public virtual IReadOnlyList<RoomPattern> RoomPatterns => [];

    /// <summary>Finds the room with that UTF-8 id, compared byte by byte: a policy room, otherwise the room of a
    /// pattern.</summary>
    public bool TryFindRoom(ReadOnlySpan<byte> id, out Room room)
    {
        int index = IndexOfRoom(id);
        if (index >= 0)
        {
            room = RoomAt(index);
            return true;
        }
        RoomPattern? pattern = FindPattern(id);
        room = pattern is null ? default : pattern.Room;
        return pattern is not null;
    }

    /// <summary>The first pattern that matches that UTF-8 name; null if none does.</summary>
    public RoomPattern? FindPattern(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return null;
        IReadOnlyList<RoomPattern> patterns = RoomPatterns;
        for (int index = 0; index < patterns.Count; index++)
        {
            if (patterns[index].Matches(name))
                return patterns[index];
        }
        return null;
    }
}
