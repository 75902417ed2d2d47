namespace Appliance.PolicyModel.Tests;

/// <summary>Compares the rules with a slow, obvious model: a list of conditions checked in order.</summary>
public class RulesTests
{
    private sealed record Request(
        int RoleIndex, Expiry Expiry, RoomKind Kind, ulong RolesAllowed, long RoomExpiryMax, long Opens, long Ends,
        long Now, long Requested);

    // Few values per dimension, so that the limits are hit exactly and often.
    private static readonly Gen<long> Lifetimes = Gen.Long[1, 20];

    private static readonly Gen<Expiry> Expiries = Gen.Select(Lifetimes, Lifetimes, Lifetimes).Select((a, b, c) =>
    {
        long[] sorted = [a, b, c];
        Array.Sort(sorted);
        return new Expiry(sorted[0], sorted[1], sorted[2]);
    }).Select(Gen.Enum<ExcessRule>(), (expiry, onExcess) => expiry with { OnExcess = onExcess });

    private static readonly Gen<Request> Requests =
        from role in Gen.OneOf(Gen.Int[0, 2], Gen.Const(63))
        from expiry in Expiries
        from kind in Gen.Enum<RoomKind>()
        from allowed in Gen.OneOf(Gen.ULong[0, 7], Gen.Const(1UL << 63), Gen.Const(ulong.MaxValue))
        from roomMax in Lifetimes
        from opens in Gen.Long[-5, 20]
        from length in Gen.Long[0, 20]
        from now in Gen.Long[-10, 45]
        from requested in Gen.Long[0, 25]
        select new Request(role, expiry, kind, allowed, roomMax, opens, opens + length, now, requested);

    [Fact]
    public void Decision_matches_the_reference_model() => Requests.Sample(
        request => Assert.Equal(Expected(request), Decide(request)), iter: 200_000);

    [Fact]
    public void Lifetime_never_exceeds_role_room_type_or_session() => Requests.Sample(request =>
    {
        Decision decision = Decide(request);
        if (!decision.IsAllowed)
            return;
        Assert.InRange(decision.LifetimeSeconds, 1, Math.Min(request.Expiry.MaxSeconds, request.RoomExpiryMax));
        if (request.Kind == RoomKind.Scheduled)
            Assert.InRange(request.Now + decision.LifetimeSeconds, request.Opens, request.Ends);
        if (request.Kind == RoomKind.AdHoc && request.Ends != 0)
            Assert.InRange(request.Now + decision.LifetimeSeconds, long.MinValue, request.Ends);
    }, iter: 200_000);

    [Fact]
    public void Random_requests_reach_every_denial() => Assert.Equal(
        RuleList.InOrder.Where(denial => denial > Denial.UnknownRole),
        Requests.Array[20_000].Single().Select(request => Decide(request).Denial)
            .Where(denial => denial != Denial.None).Distinct().Order());

    [Fact]
    public void Random_requests_reach_every_lifetime_source() => Assert.Equal(
        Enum.GetValues<LifetimeSource>(),
        Requests.Array[20_000].Single().Select(request => Decide(request))
            .Where(decision => decision.IsAllowed).Select(decision => decision.SetBy).Distinct().Order());

    [Fact]
    public void Rule_list_marks_passed_denied_and_not_reached_rules() => Requests.Sample(request =>
    {
        Decision decision = Decide(request);
        IEnumerable<RuleVerdict> verdicts = RuleList.InOrder.Select(rule => RuleList.Verdict(rule, decision));
        int passed = decision.IsAllowed ? 8 : Array.IndexOf([.. RuleList.InOrder], decision.Denial);
        IEnumerable<RuleVerdict> denied = decision.IsAllowed ? [] : [RuleVerdict.Denied];
        Assert.Equal(
            Enumerable.Repeat(RuleVerdict.Passed, passed).Concat(denied)
                .Concat(Enumerable.Repeat(RuleVerdict.NotReached, Math.Max(0, 7 - passed))),
            verdicts);
    });

    private static Decision Decide(Request request) => Rules.Decide(
        new RoleConstraints(request.RoleIndex, request.Expiry),
        new RoomConstraints(request.Kind, request.RolesAllowed, request.RoomExpiryMax, request.Opens, request.Ends),
        request.Now, request.Requested);

    private static Decision Expected(Request request)
    {
        bool isScheduled = request.Kind == RoomKind.Scheduled;
        // The session of an ad-hoc room has started once it has an end.
        bool hasEnd = isScheduled || request.Kind == RoomKind.AdHoc && request.Ends != 0;
        bool isRequested = request.Requested != Rules.DefaultLifetime;
        bool deniesExcess = isRequested && request.Expiry.OnExcess == ExcessRule.Deny;
        string bits = Convert.ToString(unchecked((long)request.RolesAllowed), 2).PadLeft(64, '0');
        (bool Holds, Denial Otherwise)[] rules =
        [
            (bits[63 - request.RoleIndex] == '1', Denial.RoleNotAllowedInRoom),
            (!isScheduled || request.Now >= request.Opens, Denial.RoomNotOpenYet),
            (!hasEnd || request.Now < request.Ends, Denial.RoomOver),
            (!isRequested || request.Requested >= request.Expiry.MinSeconds, Denial.ExpiryTooShort),
            (!deniesExcess || request.Requested <= request.Expiry.MaxSeconds, Denial.ExpiryTooLong),
            (!deniesExcess || request.Requested <= request.RoomExpiryMax, Denial.ExpiryTooLong),
            (!deniesExcess || !hasEnd || request.Now + request.Requested <= request.Ends,
                Denial.ExpiryPastRoomEnd),
        ];
        foreach ((bool holds, Denial otherwise) in rules)
        {
            if (!holds)
                return Decision.Deny(otherwise);
        }
        List<(long Seconds, LifetimeSource Source)> limits =
        [
            isRequested
                ? (request.Requested, LifetimeSource.Request)
                : (request.Expiry.DefaultSeconds, LifetimeSource.RoleDefault),
            (request.Expiry.MaxSeconds, LifetimeSource.RoleMax),
            (request.RoomExpiryMax, LifetimeSource.RoomTypeMax),
        ];
        if (hasEnd)
            limits.Add((request.Ends - request.Now, LifetimeSource.RoomEnd));
        (long lifetime, LifetimeSource source) = limits.MinBy(limit => limit.Seconds);
        return new(Denial.None, lifetime, source);
    }
}
