namespace Appliance.Endpoints;

/// <summary>The route of a request's path.</summary>
/// <param name="definition">Null if the path is unknown.</param>
/// <param name="vendor">The vendor whose API the path belongs to; null if it belongs to none, or to two.</param>
/// <param name="parameter">The path's first parameter, decoded unless the path is exact; empty if it has none.</param>
/// <param name="secondParameter">The second parameter, as sent.</param>
internal readonly ref struct Route(
    RouteDefinition? definition, VendorApi? vendor, ReadOnlySpan<byte> parameter = default,
    ReadOnlySpan<byte> secondParameter = default)
{
    public RouteDefinition? Definition => definition;

    public VendorApi? Vendor => vendor;

    public ReadOnlySpan<byte> Parameter { get; } = parameter;

    public ReadOnlySpan<byte> SecondParameter { get; } = secondParameter;

    /// <summary>The part of a domain before its first dot or its port.</summary>
    public static ReadOnlySpan<byte> FirstLabel(ReadOnlySpan<byte> domain)
    {
        int end = domain.IndexOfAny((byte)'.', (byte)':');
        return end < 0 ? domain : domain[..end];
    }
}
