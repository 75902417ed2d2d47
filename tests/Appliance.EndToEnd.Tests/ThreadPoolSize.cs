using System.Runtime.CompilerServices;

namespace Appliance.EndToEnd.Tests;

/// <summary>Tests block threads of the pool: those that wait for a binary, and clients with blocking sockets. With the
/// default minimum, one thread a core, others would wait for the pool to grow.</summary>
internal static class ThreadPoolSize
{
    [ModuleInitializer]
    internal static void Raise() => ThreadPool.SetMinThreads(64, 64);
}
