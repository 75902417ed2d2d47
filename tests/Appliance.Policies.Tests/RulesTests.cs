namespace Appliance.Policy.Tests;

/// <summary>The rules against a slow and obvious model: a list of what must hold, asked in order.</summary>
public class RulesTests
{
    private sealed record Request(
        int RoleIndex, Expiry Expiry, RoomKind Kind, ulong RolesAllowed, long RoomExpiryMax, long Opens, long Ends,
        long Now, long Requested);

    // Few values a dimension, so that limits are met exactly and often.
    private static readonly Gen<long> Lives = Gen.Long[1, 20];

    private static readonly Gen<Expiry> Expiries = Gen.Select(Lives, Lives, Lives).Select((a, b, c) =>
    {
        long[] sorted = [a, b, c];
        Array.Sort(sorted);
        return new Expiry(sorted[0], sorted[1], sorted[2]);
    });

    private static readonly Gen<Request> Requests =
        from role in Gen.OneOf(Gen.Int[0, 2], Gen.Const(63))
        from expiry in Expiries
        from kind in Gen.Enum<RoomKind>()
        from allowed in Gen.OneOf(Gen.ULong[0, 7], Gen.Const(1UL << 63), Gen.Const(ulong.MaxValue))
        from roomMax in Lives
        from opens in Gen.Long[-5, 20]
        from length in Gen.Long[0, 20]
        from now in Gen.Long[-10, 45]
        from requested in Gen.Long[0, 25]
        select new Request(role, expiry, kind, allowed, roomMax, opens, opens + length, now, requested);

    [Fact]
    public void They_decide_as_the_obvious_model_does() => Requests.Sample(
        request => Assert.Equal(Obvious(request), Decide(request)), iter: 200_000);

    [Fact]
    public void A_token_never_outlives_role_room_or_meeting() => Requests.Sample(request =>
    {
        Decision decision = Decide(request);
        if (!decision.IsAllowed)
            return;
        Assert.InRange(decision.LifeSeconds, 1, Math.Min(request.Expiry.MaxSeconds, request.RoomExpiryMax));
        if (request.Kind == RoomKind.Scheduled)
            Assert.InRange(request.Now + decision.LifeSeconds, request.Opens, request.Ends);
    }, iter: 200_000);

    private static Decision Decide(Request request) => Rules.Decide(
        new RoleTerms(request.RoleIndex, request.Expiry),
        new RoomTerms(request.Kind, request.RolesAllowed, request.RoomExpiryMax, request.Opens, request.Ends),
        request.Now, request.Requested);

    private static Decision Obvious(Request request)
    {
        bool isScheduled = request.Kind == RoomKind.Scheduled;
        bool asks = request.Requested != Rules.DefaultLife;
        string bits = Convert.ToString(unchecked((long)request.RolesAllowed), 2).PadLeft(64, '0');
        (bool Holds, Denial Otherwise)[] rules =
        [
            (bits[63 - request.RoleIndex] == '1', Denial.RoleNotAllowedInRoom),
            (!isScheduled || request.Now >= request.Opens, Denial.RoomNotOpenYet),
            (!isScheduled || request.Now < request.Ends, Denial.RoomOver),
            (!asks || request.Requested >= request.Expiry.MinSeconds, Denial.ExpiryTooShort),
            (!asks || request.Requested <= request.Expiry.MaxSeconds, Denial.ExpiryTooLong),
            (!asks || request.Requested <= request.RoomExpiryMax, Denial.ExpiryTooLong),
        ];
        foreach ((bool holds, Denial otherwise) in rules)
        {
            if (!holds)
                return new(otherwise, 0);
        }
        List<long> limits = [asks ? request.Requested : request.Expiry.DefaultSeconds];
        limits.Add(request.Expiry.MaxSeconds);
        limits.Add(request.RoomExpiryMax);
        if (isScheduled)
            limits.Add(request.Ends - request.Now);
        return new(Denial.None, limits.Min());
    }
}
