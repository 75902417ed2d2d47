using System.Reflection;
using Xunit.Sdk;

namespace Appliance.Storage.Tests.Contract;

/// <summary>Runs a theory for every registered backend that this machine can run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachBackendAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        BackendEnvironment.Runnable.Select(backend => new object[] { backend.Name });
}
