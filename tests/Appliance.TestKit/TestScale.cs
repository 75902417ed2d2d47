using System.Globalization;

namespace Appliance.TestKit;

/// <summary>How much longer tests may run than on a developer's machine: <c>APPLIANCE_TEST_SCALE</c>, an integer, 1 by
/// default. <c>.ci/run</c> sets it.</summary>
public static class TestScale
{
    public static int Factor { get; } = int.Parse(
        Environment.GetEnvironmentVariable("APPLIANCE_TEST_SCALE") ?? "1", CultureInfo.InvariantCulture);
}
