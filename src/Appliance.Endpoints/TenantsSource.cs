namespace Appliance.Endpoints;

/// <summary>
/// The tenants that all threads answer with. Another set takes their place as a whole: each thread reads it once a
/// turn, so that no request sees parts of both.
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
