using System.Net.Sockets;

namespace Appliance.Listening.Tests;

/// <summary>A folder for socket files, deleted with its content.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("listen").FullName;

    /// <summary>Leaves a socket file that no process listens on, like a killed process does.</summary>
    /// <returns>Its path.</returns>
    public string LeaveStale(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path + ".new"));
        // Dispose removes the file only under the name it was bound to.
        File.Move(path + ".new", path);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
