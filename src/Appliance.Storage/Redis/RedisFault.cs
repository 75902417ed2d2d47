using System.Diagnostics;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Appliance.Storage.Redis;

/// <summary>Why Redis is unavailable. <see cref="RedisFault"/> has the descriptions.</summary>
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

/// <summary>The cause of a client exception.</summary>
/// <param name="Kind">Decides how the fault is handled.</param>
/// <param name="Detail">The first line of Redis's error or of the exception.</param>
internal readonly record struct RedisFault(RedisFaultKind Kind, string Detail)
{
    /// <summary>The part that the fault makes unusable.</summary>
    private enum FaultScope : byte
    {
        /// <summary>The connection.</summary>
        Network,
        /// <summary>Each connection, until the operator changes the settings.</summary>
        Settings,
        /// <summary>This server: another one may have taken over.</summary>
        Server,
        /// <summary>One command.</summary>
        Command,
    }

    private const int DetailLengthMax = 200;
    private const int DepthMax = 8;

    /// <summary>Kinds by the first word of Redis's error replies.</summary>
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

    /// <summary>Kinds by a phrase of Redis's ERR replies or of the client's own errors.</summary>
    private static readonly (string Phrase, RedisFaultKind Kind)[] Phrases =
    [
        ("without any password configured", RedisFaultKind.BadCredentials),
        ("DB index is out of range", RedisFaultKind.NoDatabase),
        ("invalid DB index", RedisFaultKind.NoDatabase),
        ("database does not exist on the server", RedisFaultKind.NoDatabase),
        ("Command cannot be issued to a replica", RedisFaultKind.Replica),
        ("not eligible for replica", RedisFaultKind.Replica),
    ];

    /// <summary>The predicate of a log line that starts with the server's address.</summary>
    public string Description => Kind switch
    {
        RedisFaultKind.NameNotFound => "is unreachable: name not found",
        RedisFaultKind.ConnectionRefused => "is unreachable: connection refused",
        RedisFaultKind.Unreachable => "is unreachable: no route to host",
        RedisFaultKind.TimedOut => "is unreachable: timeout",
        RedisFaultKind.Closed => "is unreachable: it closed the connection",
        RedisFaultKind.BadCredentials => $"rejected the user or the password ({Detail})",
        RedisFaultKind.NoDatabase =>
            $"has no database {Detail}: choose another, or raise databases in its configuration",
        RedisFaultKind.Replica => "is a read-only replica",
        RedisFaultKind.MasterDown => "is a replica that has lost its primary",
        RedisFaultKind.Loading => "is loading its data",
        RedisFaultKind.NoReplicas => "has fewer replicas than min-replicas-to-write",
        RedisFaultKind.NoPermission => $"denies this user a command ({Detail})",
        RedisFaultKind.OutOfMemory => "is out of memory (maxmemory)",
        RedisFaultKind.CannotSave => "cannot save to its disk (MISCONF; see its log)",
        RedisFaultKind.StrictCheckFailed => $"is rejected by redis-strict ({Detail})",
        RedisFaultKind.Other => $"is unavailable ({Detail})",
        _ => throw new UnreachableException(),
    };

    /// <summary>A retry would fail in the same way: the operator has to change something.</summary>
    public bool IsPermanent => Scope == FaultScope.Settings;

    /// <summary>Redis was reachable and reported the fault itself.</summary>
    public bool IsReply => Scope != FaultScope.Network;

    /// <summary>The connection is lost, or its server cannot accept writes. Another server may have taken over the name
    /// or address, so the client must reconnect.</summary>
    public bool EndsConnection => Scope != FaultScope.Command;

    private FaultScope Scope => Kind switch
    {
        RedisFaultKind.NameNotFound or RedisFaultKind.ConnectionRefused or RedisFaultKind.Unreachable
            or RedisFaultKind.TimedOut or RedisFaultKind.Closed => FaultScope.Network,
        RedisFaultKind.BadCredentials or RedisFaultKind.NoDatabase
            or RedisFaultKind.StrictCheckFailed => FaultScope.Settings,
        RedisFaultKind.Replica or RedisFaultKind.MasterDown or RedisFaultKind.Loading
            or RedisFaultKind.NoReplicas => FaultScope.Server,
        RedisFaultKind.NoPermission or RedisFaultKind.OutOfMemory or RedisFaultKind.CannotSave
            or RedisFaultKind.Other => FaultScope.Command,
        _ => throw new UnreachableException(),
    };

    /// <summary>The client wraps the cause, so the outermost exception with a known cause decides.</summary>
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

    /// <summary>The kind of an exception without its inner exceptions; null if unknown.</summary>
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
            // Up to Redis 6, errors in scripts follow "ERR Error running script (...): ".
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
        // The client gave up before the server replied.
        ConnectionFailureType.UnableToResolvePhysicalConnection => RedisFaultKind.TimedOut,
        _ => RedisFaultKind.Closed,
    };

    /// <summary>The first line of the message, without the client's state and without the arguments of an unknown
    /// command: the arguments of AUTH contain the password.</summary>
    private static string Line(Exception e)
    {
        string line = e.Message.Split('\n', ';')[0];
        int arguments = line.IndexOf(", with args", StringComparison.Ordinal);
        return line[..Math.Min(arguments < 0 ? line.Length : arguments, DetailLengthMax)];
    }
}

/// <summary>A fault found by the appliance itself, without a client exception.</summary>
internal sealed class RedisFaultException(RedisFaultKind kind, string detail) : RedisException(detail)
{
    public RedisFault Fault { get; } = new(kind, detail);
}
