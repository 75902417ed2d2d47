using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Redemption;
using Appliance.Endpoints.Responding;
using Appliance.Endpoints.Vendors;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests.Vendors;

/// <summary>The mappings to failures, and the tables that report them, have a row for every value.</summary>
public sealed class FailureTableTests
{
    public static TheoryData<string> VendorNames => new(VendorApis.All.Select(vendor => vendor.Name));

    /// <summary>A request without a chosen lifetime cannot meet the denials of one.</summary>
    private static readonly Failure[] OfLifetimes =
        [Failure.ExpiryTooShort, Failure.ExpiryTooLong, Failure.ExpiryPastRoomEnd];

    [Theory]
    [MemberData(nameof(VendorNames))]
    public void Token_endpoint_reports_every_failure_of_issuing(string vendor)
    {
        FailureTable table = VendorApis.All.Single(other => other.Name == vendor).TokenFailures;
        IEnumerable<Failure> failures = Enum.GetValues<IssueVerdict>()
            .Select(verdict => FailureMapping.Of(new IssueResult(verdict, Denial.RoomOver, 0, 0)))
            .Concat(Enum.GetValues<Denial>().Select(FailureMapping.Of))
            .Concat(Enum.GetValues<RoomState>().Select(FailureMapping.Of))
            .Append(Failure.MalformedRoomId).Append(Failure.UnknownRole);
        Assert.All(
            failures.Distinct().Except([Failure.None, .. OfLifetimes]),
            failure => Assert.True(table.Has(failure), $"{failure}"));
    }

    [Fact]
    public void Redemption_reports_every_failure_of_tokens_rooms_and_storage()
    {
        IEnumerable<Failure> failures = Enum.GetValues<TokenVerdict>().Select(FailureMapping.Of)
            .Concat(Enum.GetValues<StorageOutcome>().Select(FailureMapping.Of))
            .Concat(Enum.GetValues<RoomState>().Select(FailureMapping.Of))
            .Concat(Enum.GetValues<Denial>().Select(FailureMapping.Of));
        Assert.All(
            failures.Distinct().Except([Failure.None, .. OfLifetimes]),
            failure => Assert.True(RedemptionFailures.Table.Has(failure), $"{failure}"));
    }

    [Fact]
    public void Introspection_hides_why_a_token_is_rejected_and_nothing_else()
    {
        Failure[] hidden = [.. Enum.GetValues<Failure>().Where(IntrospectionEndpoint.IsAboutToken)];
        Assert.Equal(12, hidden.Length);
        Assert.All(hidden, failure => Assert.True(RedemptionFailures.Table.Has(failure)));
        Assert.DoesNotContain(Failure.StorageUnavailable, hidden);
        Assert.DoesNotContain(Failure.Unauthorized, hidden);
    }
}
