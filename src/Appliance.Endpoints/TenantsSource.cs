namespace Appliance.Endpoints;

/// <summary>
/// The current tenants of all threads. A reload replaces the whole set, and each thread reads it once a turn, so that
/// no request sees parts of two sets.
/// </summary>
public sealed class TenantsSource(Tenants first)
{
    private volatile Tenants _current = first;

    public Tenants Current
    {
        get => _current;
        set => _current = value;
    }
}
