namespace Appliance.Endpoints.Clients.RateLimits;

/// <summary>
/// The kinds of requests that are rate-limited separately. Each kind has separate buckets, so that clients without a
/// credential cannot exhaust the limit of its holder. docs/security.md lists the bucket of each route.
/// </summary>
internal enum Bucket : byte
{
    /// <summary>Requests to an app's open endpoint, which needs no credential.</summary>
    OpenEndpoint,
    /// <summary>Requests to an app with a correct room code.</summary>
    RoomCode,
    /// <summary>Requests to an app with an accepted credential of its back end.</summary>
    BackEnd,
    /// <summary>Rejected back-end credentials, for any app.</summary>
    WrongKey,
    /// <summary>Wrong room codes, for any app.</summary>
    WrongCode,
}

internal static class Buckets
{
    public const int Count = 5;

    /// <summary>The bucket's name in log lines.</summary>
    public static string NameOf(Bucket bucket) => bucket switch
    {
        Bucket.OpenEndpoint => "open-endpoint",
        Bucket.RoomCode => "room-code",
        Bucket.BackEnd => "back-end",
        Bucket.WrongKey => "wrong-key",
        Bucket.WrongCode => "wrong-code",
        _ => throw new ArgumentOutOfRangeException(nameof(bucket)),
    };
}
