using Appliance.Linux;

namespace Appliance.Listening.Tests;

public class ErrnoTests
{
    /// <summary>
    /// The pending network errors of a connection that Linux returns from accept(2) (the list for TCP/IP in its manual
    /// page), plus a closed connection and one that a firewall forbids.
    /// </summary>
    [Theory]
    [InlineData("ENETDOWN", 100)]
    [InlineData("EPROTO", 71)]
    [InlineData("ENOPROTOOPT", 92)]
    [InlineData("EHOSTDOWN", 112)]
    [InlineData("ENONET", 64)]
    [InlineData("EHOSTUNREACH", 113)]
    [InlineData("EOPNOTSUPP", 95)]
    [InlineData("ENETUNREACH", 101)]
    [InlineData("ECONNABORTED", 103)]
    [InlineData("EPERM", 1)]
    public void Accept_error_of_one_connection_does_not_pause_accepting(string name, int error) =>
        Assert.True(Errno.IsOfOneConnection(error), name);

    [Theory]
    [InlineData("EAGAIN", 11)]
    [InlineData("EMFILE", 24)]
    [InlineData("ENFILE", 23)]
    [InlineData("ENOMEM", 12)]
    [InlineData("ENOBUFS", 105)]
    [InlineData("EBADF", 9)]
    public void Accept_error_of_the_process_is_not_retried_at_once(string name, int error) =>
        Assert.False(Errno.IsOfOneConnection(error), name);
}
