namespace Appliance.Storage;

/// <summary>A room as storage keeps it; what the document says is its owner's to know.</summary>
/// <param name="App">The app's name in the policy, at most 64 characters of ASCII.</param>
/// <param name="Id">Within the app, text of at most 256 bytes of UTF-8.</param>
/// <param name="Name">No two rooms of one app have the same, unless it is null; at most 256 bytes of UTF-8.</param>
/// <param name="Document">JSON in UTF-8, at most <see cref="DocumentBytesMax"/> bytes. Not changed any more.</param>
public sealed record StoredRoom(string App, string Id, string? Name, byte[] Document)
{
    public const int DocumentBytesMax = 65_536;
}
