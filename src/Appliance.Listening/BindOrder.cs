namespace Appliance.Listening;

/// <summary>The order in which a listener's addresses are bound.</summary>
internal static class BindOrder
{
    /// <summary>The indices of the addresses, those of <c>[::]</c> last: by then every IPv4 socket of its port is
    /// there, and the kernel says whether <c>[::]</c> can take IPv4 as well.</summary>
    public static int[] Of(IReadOnlyList<ListenAddress> addresses)
    {
        int[] order = new int[addresses.Count];
        int placed = 0;
        foreach (bool isAnyIPv6 in (ReadOnlySpan<bool>)[false, true])
        {
            for (int index = 0; index < order.Length; index++)
            {
                if (addresses[index] is ListenAddress.Tcp { IsAnyIPv6: true } == isAnyIPv6)
                    order[placed++] = index;
            }
        }
        return order;
    }
}
