namespace Appliance.Storage.Tests;

public sealed class RedisReportThrottleTests
{
    [Fact]
    public void Flapping_connection_reports_each_state_once_a_minute()
    {
        List<string> said = [];
        RedisReportThrottle reports = new(said.Add);
        for (int round = 0; round < 10; round++)
        {
            reports.ReportState(null, "answers");
            reports.ReportState(RedisFaultKind.TimedOut, "timeout");
            reports.ReportState(RedisFaultKind.NoPermission, $"refused ({round})");
            reports.Warn("appendonly is no");
        }
        Assert.Equal(["timeout", "refused (0)", "appendonly is no", "answers"], said);
    }
}
