using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>
/// Issues the tokens of one app: decides, writes the claims and signs, into the caller's buffer, without allocation.
/// Immutable, shared by all threads; nothing is thrown after construction. Needs some 16 KiB of stack.
/// </summary>
public sealed class TokenIssuer
{
    private const int TailBytesMax = TokenTemplate.LeftoverBytesMax + TokenLimits.VaryingClaimsBytesMax;

    private readonly Entry[] _entries;

    /// <param name="app">The app whose roles get tokens.</param>
    /// <param name="key">The key of <see cref="App.TokenSecret"/>.</param>
    /// <exception cref="ArgumentException">The header or a role's constant claims are longer than
    /// <see cref="ClaimLimits"/> allows, or a role's index is not its place.</exception>
    public TokenIssuer(App app, SigningKey key)
    {
        App = app;
        if (app.TokenHeader.Length > ClaimLimits.HeaderBytesMax)
            throw new ArgumentException($"app {app.Name} has a header of {app.TokenHeader.Length} bytes");
        _entries = new Entry[app.Roles.Count];
        for (int place = 0; place < _entries.Length; place++)
            _entries[place] = new Entry(app, place, key);
    }

    public App App { get; }

    /// <summary>Decides whether the policy allows the token, and writes it if so.</summary>
    /// <param name="role">One of the app's own roles; another app's is unknown here.</param>
    /// <param name="room">The room that <see cref="ClaimValues.RoomId"/> names.</param>
    /// <param name="requestedLifetimeSeconds">The life asked for, or <see cref="Rules.DefaultLifetime"/>.</param>
    /// <param name="values">Everything but <see cref="ClaimValues.ExpiresAtSeconds"/>, which is filled in.</param>
    /// <param name="destination">Gets the token, ASCII; <see cref="TokenLimits.TokenBytesMax"/> bytes will do.</param>
    public IssueResult Issue(
        Role role, in Room room, long requestedLifetimeSeconds, scoped ref ClaimValues values, Span<byte> destination)
    {
        IssueResult issue = IssueUnsigned(
            role, room, requestedLifetimeSeconds, ref values, rooms: null, destination, out UnsignedToken token);
        if (issue.IsIssued)
            token.Sign(destination);
        return issue;
    }

    /// <summary>
    /// As <see cref="Issue"/>, but for the signature, for which it leaves room: <see cref="SigningGroup"/> signs
    /// several tokens at once, faster than one by one.
    /// </summary>
    /// <param name="role">As there.</param>
    /// <param name="room">As there.</param>
    /// <param name="requestedLifetimeSeconds">As there.</param>
    /// <param name="values">As there.</param>
    /// <param name="rooms">This thread's, or null: then nothing of a room is kept.</param>
    /// <param name="destination">Gets the token's beginning. Nobody may see it before it is signed.</param>
    /// <param name="unsigned">What is still to be done, if the verdict is <see cref="IssueVerdict.Issued"/>.</param>
    [SkipLocalsInit]
    public IssueResult IssueUnsigned(
        Role role, in Room room, long requestedLifetimeSeconds, scoped ref ClaimValues values, RoomTemplates? rooms,
        Span<byte> destination, out UnsignedToken unsigned)
    {
        unsigned = default;
        RoleConstraints constraints = role.Constraints;
        if ((uint)constraints.Index >= (uint)_entries.Length || _entries[constraints.Index].Role != role)
            return new(IssueVerdict.Denied, Denial.UnknownRole, 0, 0);
        CallerValues required = _entries[constraints.Index].Required;
        if (required != CallerValues.None && (required & ~values.Given) != CallerValues.None)
            return new(IssueVerdict.ValueMissing, Denial.None, 0, 0);
        if (values.NowSeconds is < 0 or > TokenLimits.InstantSecondsMax)
            return new(IssueVerdict.ClockOutOfRange, Denial.None, 0, 0);
        Decision decision = Rules.Decide(constraints, room.Constraints, values.NowSeconds, requestedLifetimeSeconds);
        if (!decision.IsAllowed)
            return new(IssueVerdict.Denied, decision.Denial, 0, 0);
        if (decision.LifetimeSeconds > TokenLimits.InstantSecondsMax - values.NowSeconds)
            return new(IssueVerdict.ClockOutOfRange, Denial.None, 0, 0);
        values.ExpiresAtSeconds = values.NowSeconds + decision.LifetimeSeconds;

        TokenTemplate template = _entries[constraints.Index].Template;
        TokenTemplate? roomTemplate = rooms?.Find(template, role, values.RoomId);
        template = roomTemplate ?? template;
        Span<byte> tail = stackalloc byte[TailBytesMax];
        int leftoverBytes = template.BeginTail(tail);
        JsonWriter claims = new(tail.Slice(leftoverBytes));
        if (roomTemplate is null)
            role.WriteRoomClaims(ref claims, values.RoomId);
        role.WriteVaryingClaims(ref claims, values);
        if (claims.Overflowed)
            return IssueLong(template, roomTemplate is null, role, values, destination, out unsigned);
        return template.TryWriteUnsigned(tail.Slice(0, leftoverBytes + claims.Length), destination, out unsigned)
            ? new(IssueVerdict.Issued, Denial.None, unsigned.TokenBytes, values.ExpiresAtSeconds)
            : new(IssueVerdict.DestinationTooSmall, Denial.None, 0, 0);
    }

    /// <summary>Issues a token whose claims are too long for the stack: they are written to the destination's end
    /// first.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IssueResult IssueLong(
        TokenTemplate template, bool lacksRoom, Role role, in ClaimValues values, Span<byte> destination,
        out UnsignedToken unsigned)
    {
        const CallerValues Long = CallerValues.Metadata | CallerValues.Attributes | CallerValues.RoomConfig;
        unsigned = default;
        Span<byte> tail = template.TailScratch(destination);
        if ((values.Given & Long) == CallerValues.None || tail.Length <= TailBytesMax)
            return new(IssueVerdict.ClaimsTooLong, Denial.None, 0, 0);
        int leftoverBytes = template.BeginTail(tail);
        JsonWriter claims = new(tail.Slice(leftoverBytes));
        if (lacksRoom)
            role.WriteRoomClaims(ref claims, values.RoomId);
        role.WriteVaryingClaims(ref claims, values);
        int claimsBytesMax = TokenLimits.AnyPayloadBytesMax - ClaimLimits.ConstantBytesMax;
        if (claims.Overflowed || leftoverBytes + claims.Length > claimsBytesMax)
            return new(IssueVerdict.ClaimsTooLong, Denial.None, 0, 0);
        return template.TryWriteUnsigned(tail.Slice(0, leftoverBytes + claims.Length), destination, out unsigned)
            ? new(IssueVerdict.Issued, Denial.None, unsigned.TokenBytes, values.ExpiresAtSeconds)
            : new(IssueVerdict.DestinationTooSmall, Denial.None, 0, 0);
    }

    private readonly struct Entry
    {
        public Entry(App app, int place, SigningKey key)
        {
            Role role = app.Roles[place];
            if (role.Constraints.Index != place)
                throw new ArgumentException($"role {role.Name} says index {role.Constraints.Index} at place {place}");
            ReadOnlySpan<byte> claims = role.ConstantClaims;
            if (claims.Length > ClaimLimits.ConstantBytesMax)
                throw new ArgumentException($"role {role.Name} has {claims.Length} bytes of constant claims");
            Role = role;
            Required = role.Required;
            Template = new TokenTemplate(key, app.TokenHeader, claims);
        }

        public Role Role { get; }
        public CallerValues Required { get; }
        public TokenTemplate Template { get; }
    }
}
