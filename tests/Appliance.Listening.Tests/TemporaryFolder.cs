using System.Net.Sockets;

namespace Appliance.Listening.Tests;

/// <summary>A folder for socket files, removed with what is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("listen").FullName;

    /// <summary>A socket as a process that was killed leaves it: a file and nobody behind.</summary>
    /// <returns>Its path.</returns>
    public string LeaveStale(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path + ".new"));
        // Moved away, it is not found and removed when the socket is disposed of.
        File.Move(path + ".new", path);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
