namespace Appliance.Endpoints;

/// <summary>
/// What a client's requests are counted as. Each kind has buckets of its own, so that nobody without a credential can
/// use up what its holder needs: docs/security.md says which route takes from which.
/// </summary>
internal enum Bucket : byte
{
    /// <summary>Requests to an app's open endpoint, which asks for no credential.</summary>
    OpenEndpoint,
    /// <summary>Requests to an app with a room code that is right.</summary>
    RoomCode,
    /// <summary>Requests to an app with a back end's credential that is right.</summary>
    BackEnd,
    /// <summary>Refused credentials of back ends, whatever app they were shown for.</summary>
    WrongKey,
    /// <summary>Wrong room codes, whatever app they were shown for.</summary>
    WrongCode,
}

internal static class Buckets
{
    public const int Count = (int)Bucket.WrongCode + 1;

    /// <summary>What log lines call it.</summary>
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
