namespace Appliance.Policy;

/// <summary>Whose token layout an app uses, and which API serves it.</summary>
public enum Dialect : byte
{
    Hms100,
    EnableX,
}
