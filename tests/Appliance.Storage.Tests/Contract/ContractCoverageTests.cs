using Appliance.TestKit;

namespace Appliance.Storage.Tests.Contract;

public sealed class ContractCoverageTests
{
    /// <summary>Skipped where a backend's server is missing, so that a run without it shows.</summary>
    [RequiresFact(Needs.Redis)]
    public void Contract_suites_run_for_every_registered_backend() =>
        Assert.Equal(StorageBackends.All, BackendEnvironment.Runnable);
}
