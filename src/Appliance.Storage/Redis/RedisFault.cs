using System.Net.Sockets;
using StackExchange.Redis;

namespace Appliance.Storage;

/// <summary>Why a Redis does not serve. <see cref="RedisFault"/> has the phrase.</summary>
internal enum RedisFaultKind : byte
{
    NameNotFound,
    ConnectionRefused,
    Unreachable,
    TimedOut,
    Closed,
    BadCredentials,
    NoDatabase,
    Replica,
    MasterDown,
    Loading,
    NoReplicas,
    NoPermission,
    OutOfMemory,
    CannotSave,
    StrictCheckFailed,
    Other,
}

/// <summary>The cause behind an exception of the client.</summary>
/// <param name="Kind">What to do about it follows from this.</param>
/// <param name="Detail">Redis's or the client's first line.</param>
internal readonly record struct RedisFault(RedisFaultKind Kind, string Detail)
{
    private const int DetailLengthMax = 200;
    private const int DepthMax = 8;

    /// <summary>By the first word of Redis's error replies.</summary>
    private static readonly (string Word, RedisFaultKind Kind)[] Replies =
    [
        ("WRONGPASS", RedisFaultKind.BadCredentials),
        ("NOAUTH", RedisFaultKind.BadCredentials),
        ("READONLY", RedisFaultKind.Replica),
        ("MASTERDOWN", RedisFaultKind.MasterDown),
        ("LOADING", RedisFaultKind.Loading),
        ("NOREPLICAS", RedisFaultKind.NoReplicas),
        ("NOPERM", RedisFaultKind.NoPermission),
        ("OOM", RedisFaultKind.OutOfMemory),
        ("MISCONF", RedisFaultKind.CannotSave),
    ];

    /// <summary>By what errors say that begin with ERR, and those of the client.</summary>
    private static readonly (string Phrase, RedisFaultKind Kind)[] Phrases =
    [
        ("without any password configured", RedisFaultKind.BadCredentials),
        ("DB index is out of range", RedisFaultKind.NoDatabase),
        ("invalid DB index", RedisFaultKind.NoDatabase),
        ("database does not exist on the server", RedisFaultKind.NoDatabase),
        ("Command cannot be issued to a replica", RedisFaultKind.Replica),
        ("not eligible for replica", RedisFaultKind.Replica),
    ];

    /// <summary>What follows the place.</summary>
    public string Description => Kind switch
    {
        RedisFaultKind.NameNotFound => "does not answer: no address is found for its name",
        RedisFaultKind.ConnectionRefused => "does not answer: connection refused",
        RedisFaultKind.Unreachable => "does not answer: no route to it",
        RedisFaultKind.TimedOut => "does not answer: timeout",
        RedisFaultKind.Closed => "does not answer: it closed the connection",
        RedisFaultKind.BadCredentials => $"refuses the user or the password ({Detail})",
        RedisFaultKind.NoDatabase => 
            $"does not have database {Detail}: choose another, or raise databases in its configuration",
        RedisFaultKind.Replica => "is a read-only replica",
        RedisFaultKind.MasterDown => "is a replica that has lost its primary",
        RedisFaultKind.Loading => "is loading its data",
        RedisFaultKind.NoReplicas => "has fewer replicas than min-replicas-to-write",
        RedisFaultKind.NoPermission => $"refuses a command to this user ({Detail})",
        RedisFaultKind.OutOfMemory => "is out of memory (maxmemory)",
        RedisFaultKind.CannotSave => "cannot save to its disk (MISCONF; see its log)",
        RedisFaultKind.StrictCheckFailed => $"is refused by redis-strict ({Detail})",
        _ => $"fails ({Detail})",
    };

    /// <summary>Another look would be known the same: an operator has to change something.</summary>
    public bool IsPermanent => Kind is RedisFaultKind.BadCredentials or RedisFaultKind.NoDatabase
        or RedisFaultKind.StrictCheckFailed;

    /// <summary>Redis was there and said so itself.</summary>
    public bool IsReply => Kind is not (RedisFaultKind.NameNotFound or RedisFaultKind.ConnectionRefused
        or RedisFaultKind.Unreachable or RedisFaultKind.TimedOut or RedisFaultKind.Closed);

    /// <summary>The connection is gone, or leads to a server that cannot accept writes: another may have taken over,
    /// at this name or address.</summary>
    public bool EndsConnection => Kind is not (RedisFaultKind.NoPermission or RedisFaultKind.OutOfMemory
        or RedisFaultKind.CannotSave or RedisFaultKind.Other);

    /// <summary>The client wraps the cause: the first exception that tells counts.</summary>
    public static RedisFault Of(Exception e)
    {
        if (e is RedisFaultException known)
            return known.Fault;
        RedisFaultKind kind = KindOf(e, depth: 0) ?? RedisFaultKind.Other;
        return new(kind, Line(kind == RedisFaultKind.Other ? e : Origin(e, depth: 0)));
    }

    private static RedisFaultKind? KindOf(Exception e, int depth)
    {
        if (OwnKind(e) is { } own)
            return own;
        if (depth == DepthMax)
            return null;
        if (e is AggregateException all)
        {
            foreach (Exception one in all.InnerExceptions)
            {
                if (KindOf(one, depth + 1) is { } kind)
                    return kind;
            }
            return null;
        }
        RedisFaultKind? inner = e.InnerException is { } next ? KindOf(next, depth + 1) : null;
        return inner ?? (e is RedisConnectionException connection ? ConnectionKind(connection) : null);
    }

    private static Exception Origin(Exception e, int depth) =>
        OwnKind(e) is not null || depth == DepthMax || e.InnerException is null ? e
            : Origin(e.InnerException, depth + 1);

    /// <summary>What an exception tells without those in it.</summary>
    private static RedisFaultKind? OwnKind(Exception e) => e switch
    {
        SocketException socket => socket.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => RedisFaultKind.NameNotFound,
            SocketError.ConnectionRefused => RedisFaultKind.ConnectionRefused,
            SocketError.TimedOut => RedisFaultKind.TimedOut,
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => RedisFaultKind.Unreachable,
            _ => RedisFaultKind.Closed,
        },
        TimeoutException or OperationCanceledException => RedisFaultKind.TimedOut,
        ObjectDisposedException => RedisFaultKind.Closed,
        _ => ReplyKind(e.Message),
    };

    private static RedisFaultKind? ReplyKind(string message)
    {
        foreach ((string word, RedisFaultKind kind) in Replies)
        {
            // Up to Redis 6 what a script is known comes behind "ERR Error running script (...): ".
            if (message.StartsWith(word + " ", StringComparison.Ordinal)
                || message.Contains($"-{word} ", StringComparison.Ordinal)
                || message.Contains($"SimpleError: {word} ", StringComparison.Ordinal))
                return kind;
        }
        foreach ((string phrase, RedisFaultKind kind) in Phrases)
        {
            if (message.Contains(phrase, StringComparison.Ordinal))
                return kind;
        }
        return null;
    }

    private static RedisFaultKind ConnectionKind(RedisConnectionException e) => e.FailureType switch
    {
        ConnectionFailureType.AuthenticationFailure => RedisFaultKind.BadCredentials,
        ConnectionFailureType.Loading => RedisFaultKind.Loading,
        // It was given up on before it had said anything.
        ConnectionFailureType.UnableToResolvePhysicalConnection => RedisFaultKind.TimedOut,
        _ => RedisFaultKind.Closed,
    };

    /// <summary>The first line, without the client's state behind it, and without the arguments of a command that
    /// Redis does not know: those of AUTH are the password.</summary>
    private static string Line(Exception e)
    {
        string line = e.Message.Split('\n', ';')[0];
        int arguments = line.IndexOf(", with args", StringComparison.Ordinal);
        return line[..Math.Min(arguments < 0 ? line.Length : arguments, DetailLengthMax)];
    }
}

/// <summary>A fault that was found without an exception of the client.</summary>
internal sealed class RedisFaultException(RedisFaultKind kind, string detail) : RedisException(detail)
{
    public RedisFault Fault { get; } = new(kind, detail);
}
