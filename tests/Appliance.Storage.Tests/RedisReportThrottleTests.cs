namespace Appliance.Storage.Tests;

public sealed class RedisReportThrottleTests
{
    [Fact]
    public void Flapping_connection_reports_each_state_once_a_minute()
    {
        List<string> reports = [];
        RedisReportThrottle throttle = new(reports.Add);
        for (int round = 0; round < 10; round++)
        {
            throttle.ReportState(null, "answers");
            throttle.ReportState(RedisFaultKind.TimedOut, "timeout");
            throttle.ReportState(RedisFaultKind.NoPermission, $"refused ({round})");
            throttle.Warn("appendonly is no");
        }
        Assert.Equal(["timeout", "refused (0)", "appendonly is no", "answers"], reports);
    }
}
