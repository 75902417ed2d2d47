namespace Appliance.PolicyModel;

/// <summary>One tenant. The generator derives one class an app.</summary>
public abstract class App
{
    /// <summary>Its name in the policy, which is also its subdomain.</summary>
    public abstract string Name { get; }

    /// <summary>The name of its token layout in the policy.</summary>
    public abstract string Dialect { get; }

    /// <summary>The API that serves its tokens.</summary>
    public abstract TokenApi Api { get; }

    /// <summary>The id that tokens carry in public: a 100ms access key, an EnableX app id, a LiveKit API key.</summary>
    public abstract string PublicId { get; }

    /// <summary>The JOSE header of its tokens, JSON (RFC 7515, section 4); the algorithm is always HS256.</summary>
    public virtual ReadOnlySpan<byte> TokenHeader => """{"alg":"HS256","typ":"JWT"}"""u8;

    /// <summary>The audience that its tokens name (RFC 7519, section 4.1.3); empty if they name none.</summary>
    public virtual ReadOnlySpan<byte> Audience => default;

    /// <summary>The key that signs its tokens.</summary>
    public abstract SecretSource TokenSecret { get; }

    /// <summary>The key that signed its tokens until a rotation: they still verify, and nothing is signed with it. Null
    /// if there is none.</summary>
    public virtual SecretSource? PreviousTokenSecret => null;

    /// <summary>The key that its back end shows, with <see cref="PublicId"/> as the user name of Basic credentials (RFC
    /// 7617). EnableX apps have one; in other apps it is null unless the policy names one.</summary>
    public virtual SecretSource? ApiKey => null;

    /// <summary>The endpoint without credentials (100ms, LiveKit).</summary>
    public virtual TokenEndpoint TokenEndpoint => TokenEndpoint.Off;

    /// <summary>Whether it serves EnableX's sample front: <c>/createRoom</c>, <c>/createToken</c> and <c>/getRoom</c>,
    /// whose callers send the app key from a phone or a page.</summary>
    public virtual bool SampleFront => false;

    /// <summary>A dashboard's template ids and the room types that they stand for (100ms), in the policy's
    /// order.</summary>
    public virtual IReadOnlyList<TemplateId> TemplateIds => [];

    /// <summary>How often a client may ask its API for tokens; null if that is not limited.</summary>
    public virtual RateLimit? RateLimit => null;

    /// <summary>How many rooms there may be at a time that were made at run time, where its API makes rooms; 0 for
    /// none.</summary>
    public virtual int RoomsMax => AppLimits.RoomsDefault;

    /// <summary>How far the clock of whoever issues or verifies its tokens may be off when one is verified.</summary>
    public virtual long LeewaySeconds => AppLimits.LeewaySecondsDefault;

    /// <summary>How long tokens that a back end signs itself may live, where that is longer than their role's
    /// <see cref="Expiry.MaxSeconds"/>; 0 if it is not.</summary>
    public virtual long SignedLifetimeMaxSeconds => 0;

    /// <summary>At <see cref="RoleConstraints.Index"/>.</summary>
    public abstract IReadOnlyList<Role> Roles { get; }

    public abstract IReadOnlyList<RoomType> RoomTypes { get; }

    /// <summary>How many rooms the policy names.</summary>
    public abstract int RoomCount { get; }

    /// <summary>The role of that name in UTF-8, compared byte by byte.</summary>
    public abstract Role? FindRole(ReadOnlySpan<byte> name);

    /// <summary>The place of the room of that id in UTF-8, compared byte by byte; -1 if there is none.</summary>
    public abstract int IndexOfRoom(ReadOnlySpan<byte> id);

    /// <summary>The room at a place below <see cref="RoomCount"/>.</summary>
    public abstract Room RoomAt(int index);

    /// <summary>That room's id in UTF-8.</summary>
    public abstract ReadOnlySpan<byte> RoomIdAt(int index);

    /// <summary>That room's name in UTF-8, empty if it has none.</summary>
    public abstract ReadOnlySpan<byte> RoomNameAt(int index);

    /// <summary>Names of which each is a room, the longest prefix first. A room that the policy names itself comes
    /// before them.</summary>
    public virtual IReadOnlyList<RoomPattern> RoomPatterns => [];

    /// <summary>The room of that id in UTF-8, compared byte by byte: one that the policy names, or one of a
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

    /// <summary>The first pattern that stands for that name, UTF-8; null if none does.</summary>
    public RoomPattern? FindPattern(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return null;
        IReadOnlyList<RoomPattern> patterns = RoomPatterns;
        for (int place = 0; place < patterns.Count; place++)
        {
            if (patterns[place].Matches(name))
                return patterns[place];
        }
        return null;
    }
}
