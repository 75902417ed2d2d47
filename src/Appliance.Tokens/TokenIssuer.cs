using System.Diagnostics;
using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>
/// Issues the tokens of one app: applies the policy, writes the claims and signs, in the caller's buffer and without
/// allocation. Immutable and thread-safe; does not throw after construction. Needs about 16 KiB of stack.
/// </summary>
public sealed class TokenIssuer
{
    private const int TailBytesMax = TokenTemplate.LeftoverBytesMax + TokenLimits.VaryingClaimsBytesMax;

    private readonly Entry[] _entries;

    /// <param name="app">The app to issue tokens for.</param>
    /// <param name="key">The key of <see cref="App.TokenSecret"/>.</param>
    /// <exception cref="ArgumentException">The header or a role's constant claims are longer than
    /// <see cref="ClaimLimits"/> allows, or a role's index is not its position in <see cref="App.Roles"/>.</exception>
    public TokenIssuer(App app, SigningKey key)
    {
        App = app;
        if (app.TokenHeader.Length > ClaimLimits.HeaderBytesMax)
            throw new ArgumentException(
                $"app {app.Name}: token header of {app.TokenHeader.Length} bytes, max {ClaimLimits.HeaderBytesMax}");
        _entries = new Entry[app.Roles.Count];
        for (int index = 0; index < _entries.Length; index++)
            _entries[index] = new Entry(app, index, key);
    }

    public App App { get; }

    /// <summary>Issues and signs a token if the policy allows it.</summary>
    /// <param name="role">A role of this app; a role of another app is denied as unknown.</param>
    /// <param name="room">The room with the id <see cref="ClaimValues.RoomId"/>.</param>
    /// <param name="requestedLifetimeSeconds">Requested lifetime, or <see cref="Rules.DefaultLifetime"/>.</param>
    /// <param name="values">All values except <see cref="ClaimValues.ExpiresAtSeconds"/>, which this call sets.</param>
    /// <param name="destination">Receives the token, ASCII; <see cref="TokenLimits.TokenBytesMax"/> bytes
    /// suffice.</param>
    public IssueResult Issue(
        Role role, in Room room, long requestedLifetimeSeconds, scoped ref ClaimValues values, Span<byte> destination)
    {
        IssueResult result = IssueUnsigned(
            role, room, requestedLifetimeSeconds, ref values, rooms: null, destination, out UnsignedToken token);
        if (result.IsIssued)
            token.Sign(destination);
        return result;
    }

    /// <summary>
    /// Issues a token without its signature and reserves space for it, so that <see cref="SigningGroup"/> can sign
    /// several tokens in parallel, which is faster.
    /// </summary>
    /// <param name="role">Same as in <see cref="Issue"/>.</param>
    /// <param name="room">Same as in <see cref="Issue"/>.</param>
    /// <param name="requestedLifetimeSeconds">Same as in <see cref="Issue"/>.</param>
    /// <param name="values">Same as in <see cref="Issue"/>.</param>
    /// <param name="rooms">The template cache of this thread, or null for no caching.</param>
    /// <param name="destination">Receives header and payload. Must not be sent before it is signed.</param>
    /// <param name="unsigned">The pending signature, if the verdict is <see cref="IssueVerdict.Issued"/>.</param>
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

    /// <summary>
    /// Issues a token whose claims are too long for the stack buffer: they are first written to the end of the
    /// destination.
    /// </summary>
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
        public Entry(App app, int index, SigningKey key)
        {
            Role role = app.Roles[index];
            if (role.Constraints.Index != index)
                throw new ArgumentException($"role {role.Name} has index {role.Constraints.Index} at position {index}");
            ReadOnlySpan<byte> claims = role.ConstantClaims;
            if (claims.Length > ClaimLimits.ConstantBytesMax)
                throw new ArgumentException(
                    $"role {role.Name}: {claims.Length} bytes of constant claims, max {ClaimLimits.ConstantBytesMax}");
            Role = role;
            Debug.Assert((role.Required & ~role.Accepted) == CallerValues.None, "a required value without a claim");
            Required = role.Required;
            Template = new TokenTemplate(key, app.TokenHeader, claims);
        }

        public Role Role { get; }
        public CallerValues Required { get; }
        public TokenTemplate Template { get; }
    }
}
