namespace Appliance.Storage;

/// <summary>A stored room. Storage does not interpret the document.</summary>
/// <param name="App">The app's name in the policy, at most 64 characters of ASCII.</param>
/// <param name="Id">Unique within the app, at most 256 bytes of UTF-8.</param>
/// <param name="Name">Null, or unique within the app; at most 256 bytes of UTF-8.</param>
/// <param name="Document">JSON in UTF-8, at most <see cref="DocumentBytesMax"/> bytes. Must not be modified.</param>
public sealed record StoredRoom(string App, string Id, string? Name, byte[] Document)
{
    public const int DocumentBytesMax = 65_536;
}
