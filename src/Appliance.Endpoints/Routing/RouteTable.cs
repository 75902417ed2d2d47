using System.Runtime.InteropServices;
using System.Text.Unicode;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Vendors;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Routing;

/// <summary>
/// The paths that one thread serves. Exact and frequent paths are compared as sent. The clients of vendors also send
/// other forms of their paths, doubled slashes, a trailing slash and percent-encoded parameters.
/// </summary>
internal sealed class RouteTable
{
    private readonly List<Entry> _frequent = [];
    private readonly List<Entry> _others = [];
    private readonly Vendor[] _vendors;

    private sealed class Entry(PathPattern path, RouteDefinition definition, VendorApi? vendor)
    {
        public PathPattern Path => path;

        public RouteDefinition Definition => definition;

        public VendorApi? Vendor => vendor;

        public bool TryMatch(ReadOnlySpan<byte> sent, out Route route)
        {
            route = default;
            if (!path.TryMatch(sent, out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> second))
                return false;
            if (definition.HasDomain)
            {
                ReadOnlySpan<byte> label = Route.FirstLabel(first), rest = first[label.Length..];
                if (rest is not [(byte)'.', ..] && !rest.Contains((byte)'.'))
                    return false;
                first = label;
            }
            route = new(definition, vendor, first, second);
            return true;
        }
    }

    /// <param name="thread">The services of the endpoints.</param>
    /// <param name="ownRoutes">The appliance's own routes.</param>
    public RouteTable(ThreadServices thread, IReadOnlyList<RouteDefinition> ownRoutes)
    {
        _vendors = new List<Vendor>(thread.Process.Vendors).ToArray();
        foreach (Vendor vendor in _vendors)
        {
            foreach (RouteDefinition definition in vendor.CreateRoutes(thread))
                Add(vendor, definition, thread);
        }
        foreach (RouteDefinition definition in ownRoutes)
            _frequent.Add(new(definition.Path, definition, vendor: null));
    }

    /// <summary>Finds the route of a path.</summary>
    /// <param name="path">As sent.</param>
    /// <param name="scratch">At least twice as long; holds the route's parameters until the next request.</param>
    /// <param name="route">Without a definition if the path is unknown.</param>
    public void Find(ReadOnlySpan<byte> path, Span<byte> scratch, out Route route)
    {
        foreach (Entry entry in CollectionsMarshal.AsSpan(_frequent))
        {
            if (entry.TryMatch(path, out route)
                && (entry.Definition.IsExact || !route.Parameter.Contains((byte)'%')))
                return;
        }
        route = FindSimplified(Simplify(path, scratch), scratch);
    }

    private Route FindSimplified(ReadOnlySpan<byte> path, Span<byte> scratch)
    {
        foreach (Entry entry in CollectionsMarshal.AsSpan(_others))
        {
            if (entry.TryMatch(path, out Route route))
                return route.Parameter.Contains((byte)'%') ? Decoded(route, path.Length, scratch) : route;
        }
        return new(definition: null, OwnerOf(path));
    }

    /// <summary>The vendor that has all paths with this prefix; null if none has.</summary>
    private VendorApi? OwnerOf(ReadOnlySpan<byte> path)
    {
        foreach (VendorApi vendor in _vendors)
        {
            foreach (byte[] prefix in vendor.OwnedPrefixes)
            {
                if (path.StartsWith(prefix) && (path.Length == prefix.Length || path[prefix.Length] == (byte)'/'))
                    return vendor;
            }
        }
        return null;
    }

    private void Add(VendorApi vendor, RouteDefinition definition, ThreadServices thread)
    {
        if (definition.IsFrequent || definition.IsExact)
            _frequent.Add(new(definition.Path, definition, vendor));
        if (definition.IsExact)
            return;
        AddPath(definition.Path);
        foreach (PathAlias alias in vendor.PathAliases)
        {
            if (definition.Path.Text.StartsWith(alias.Usual + "/", StringComparison.Ordinal))
                AddPath(new(string.Concat(alias.Other, definition.Path.Text.AsSpan(alias.Usual.Length))));
        }

        void AddPath(PathPattern path)
        {
            int index = _others.FindIndex(entry => entry.Path.Text == path.Text);
            if (index < 0)
            {
                _others.Add(new(path, definition, vendor));
                return;
            }
            Entry first = _others[index];
            if (first.Vendor is not { } other || (other.Scheme == AcceptedCredentials.Basic)
                == (vendor.Scheme == AcceptedCredentials.Basic))
                throw new InvalidOperationException(
                    $"{path.Text}: two vendors can share a path if one of them has Basic credentials");
            SharedPath shared = new(first.Definition, other, definition, vendor, thread);
            _others[index] = new(path, new(path.Text, shared.Handle), vendor: null);
        }
    }

    /// <summary>The route with its first parameter percent-decoded (RFC 3986, section 2.1): a room's name may be any
    /// text. Unknown if the decoded bytes are not a valid name.</summary>
    private static Route Decoded(scoped in Route route, int pathBytes, Span<byte> scratch)
    {
        // If the path had doubled slashes, its simplified form occupies the start of the scratch buffer.
        Span<byte> text = scratch[pathBytes..];
        bool isText = text.Length >= route.Parameter.Length
            && FormText.TryDecode(route.Parameter, text, out int length, plusIsSpace: false)
            && Utf8.IsValid(text[..length]) && CallerText.IsPlain(text = text[..length]);
        return isText
            ? new(route.Definition, route.Vendor, text, route.SecondParameter) : new(definition: null, route.Vendor);
    }

    /// <summary>Collapses repeated slashes and removes a trailing one.</summary>
    private static ReadOnlySpan<byte> Simplify(ReadOnlySpan<byte> path, Span<byte> scratch)
    {
        if (path.IndexOf("//"u8) >= 0)
        {
            int length = 0;
            foreach (byte octet in path)
            {
                if (octet != (byte)'/' || length == 0 || scratch[length - 1] != (byte)'/')
                    scratch[length++] = octet;
            }
            path = scratch[..length];
        }
        return path.Length > 1 && path[^1] == (byte)'/' ? path[..^1] : path;
    }
}
