using Appliance.Endpoints.Batch;
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

    private static readonly IEnumerable<Failure> OfIssuing =
    [
        .. Enum.GetValues<IssueVerdict>().Select(
            verdict => FailureMapping.Of(new IssueResult(verdict, Denial.RoomOver, 0, 0))),
        .. Enum.GetValues<Denial>().Select(FailureMapping.Of),
        .. Enum.GetValues<RoomState>().Select(FailureMapping.Of),
        Failure.MalformedRoomId, Failure.UnknownRole,
    ];

    /// <summary>Failures of a presented token, its room and its role.</summary>
    private static readonly IEnumerable<Failure> OfTokens =
    [
        .. Enum.GetValues<TokenVerdict>().Select(FailureMapping.Of),
        .. Enum.GetValues<RoomState>().Select(FailureMapping.Of),
        .. Enum.GetValues<Denial>().Select(FailureMapping.Of),
    ];

    [Theory]
    [MemberData(nameof(VendorNames))]
    public void Token_endpoint_reports_every_failure_of_issuing(string vendor)
    {
        Vendor api = VendorApis.All.Single(other => other.Name == vendor);
        AssertHasAll(api.TokenFailures, OfIssuing.Except(OfLifetimes));
        // Tokens for room codes are issued on the paths of back ends.
        if (api.HasRoomCodes)
            AssertHasAll(api.BackEndFailures, OfIssuing.Except(OfLifetimes));
    }

    [Fact]
    public void Batch_reports_every_failure_of_issuing() =>
        AssertHasAll(BatchFailures.Table, OfIssuing.Append(Failure.OtherRoom));

    [Fact]
    public void Redemption_reports_every_failure_of_tokens_rooms_and_storage()
    {
        AssertHasAll(
            RedemptionFailures.Table,
            OfTokens.Concat(Enum.GetValues<StorageOutcome>().Select(FailureMapping.Of)).Except(OfLifetimes));
    }

    [Fact]
    public void Introspection_hides_why_a_token_is_rejected_and_nothing_else()
    {
        IEnumerable<Failure> expected = OfTokens
            .Concat([Failure.OtherRoom, Failure.LifetimeTooLong, Failure.NoTokenId])
            .Except([Failure.None, Failure.StorageUnavailable, .. OfLifetimes]);
        Assert.Equal(expected.Distinct().Order(), Enum.GetValues<Failure>().Where(IntrospectionEndpoint.IsAboutToken));
    }

    private static void AssertHasAll(FailureTable table, IEnumerable<Failure> failures) => Assert.All(
        failures.Distinct().Except([Failure.None]), failure => Assert.True(table.Has(failure), $"{failure}"));
}
