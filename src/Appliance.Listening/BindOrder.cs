namespace Appliance.Listening;

/// <summary>The order in which a listener's addresses are bound.</summary>
internal static class BindOrder
{
    /// <summary>
    /// The indices of the addresses, with <c>[::]</c> last: its IPv4 counterparts on the same port are bound by then,
    /// so the kernel reports whether <c>[::]</c> can accept IPv4 as well.
    /// </summary>
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
