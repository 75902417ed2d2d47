namespace Appliance.Storage;

/// <summary>
/// What Redis does at a stroke, in its own Lua. All keys begin with <c>appliance:</c>. Commands that are named by
/// appliances of different versions at once mean the same, so that a change of what is kept takes another prefix.
/// </summary>
internal static class RedisScripts
{
    /// <summary>A hash: since when the ledger is complete, and the latest time that was ever seen. It is gone where
    /// Redis lost what it had, and then so may be the rest.</summary>
    public const string StateKey = "appliance:ledger";

    /// <summary>Before 32 hex digits: a token that was used. It expires with the token.</summary>
    public const string UsedPrefix = "appliance:used:";

    /// <summary>The number of the last change of a room. The first one is the time, in milliseconds: where Redis has
    /// lost all, numbers go on far beyond those that were told before.</summary>
    public const string VersionKey = "appliance:rooms-version";

    /// <summary>How often someone asked for a number to sign changes with.</summary>
    public const string WritersKey = "appliance:writers";

    /// <summary>The set of apps that had rooms.</summary>
    public const string AppsKey = "appliance:apps";

    /// <summary>Before an app's name: the hash of its rooms, from id to <see cref="RedisRoomText"/>.</summary>
    public const string RoomsPrefix = "appliance:rooms:";

    /// <summary>Before an app's name: the hash from a room's name to its id.</summary>
    public const string NamesPrefix = "appliance:room-names:";

    /// <summary>Where changes of rooms are told, in their order.</summary>
    public const string Channel = "appliance:room-changes";

    /// <summary>Returns since when the ledger is complete, and begins one if there is none. Redis's clock is the one
    /// for all.</summary>
    public const string ReadState =
        """
        local since = redis.call('HGET', KEYS[1], 'since')
        if not since then
          since = redis.call('TIME')[1] + 1
          redis.call('HSET', KEYS[1], 'since', since, 'highest', 0)
        end
        return tonumber(since)
        """;

    /// <summary>
    /// KEYS: state, token. ARGV: since when the caller believes the ledger to be complete, when the token may be
    /// forgotten. Returns 1 done, 0 refused, -1 forgotten, -2 the ledger is another one.
    /// </summary>
    public const string Redeem =
        """
        local state = redis.call('HMGET', KEYS[1], 'since', 'highest')
        if state[1] ~= ARGV[1] then return -2 end
        local now = tonumber(redis.call('TIME')[1])
        local highest = tonumber(state[2])
        if now > highest then
          redis.call('HSET', KEYS[1], 'highest', now)
          highest = now
        end
        local forget = tonumber(ARGV[2])
        if forget <= highest then return -1 end
        return redis.call('SET', KEYS[2], '1', 'NX', 'EX', forget - now) and 1 or 0
        """;

    /// <summary>
    /// KEYS: version, apps, the app's rooms, its names. ARGV: id, the room's text or '' to drop it, its name, 1 if it
    /// has one, the app, channel, what is told of the change, 1 if it was made up from the text that follows, '' being
    /// no room. Returns the change's number, 0 if another room has the name, and if the room is not that one -1 minus
    /// the number of the last change (<see cref="ConflictAt"/>). It is told before it is done, since what a script did
    /// is not taken back when it may not tell of it.
    /// </summary>
    public const string WriteRoom =
        """
        local id, text, name = ARGV[1], ARGV[2], ARGV[3]
        if ARGV[4] == '1' then
          local owner = redis.call('HGET', KEYS[4], name)
          if owner and owner ~= id then return 0 end
        end
        local old = redis.call('HGET', KEYS[3], id)
        if ARGV[8] == '1' and (old or '') ~= ARGV[9] then
          return -1 - tonumber(redis.call('GET', KEYS[1]) or 0)
        end
        local time = redis.call('TIME')
        redis.call('SET', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), 'NX')
        local version = redis.call('INCR', KEYS[1])
        redis.call('PUBLISH', ARGV[6], version .. ':' .. ARGV[7])
        local digits = old and string.match(old, '^%d+')
        if digits then
          redis.call('HDEL', KEYS[4], string.sub(old, #digits + 2, #digits + 1 + tonumber(digits)))
        end
        if text == '' then
          redis.call('HDEL', KEYS[3], id)
        else
          redis.call('SADD', KEYS[2], ARGV[5])
          redis.call('HSET', KEYS[3], id, text)
          if ARGV[4] == '1' then redis.call('HSET', KEYS[4], name, id) end
        end
        return version
        """;

    /// <summary>The number of the last change when <see cref="WriteRoom"/> found the room changed.</summary>
    /// <param name="reply">What the script returned, less than 0.</param>
    public static long ConflictAt(long reply) => -1 - reply;

    /// <summary>KEYS: version. Returns the number of the last change.</summary>
    public const string ReadVersion = "return tonumber(redis.call('GET', KEYS[1]) or 0)";

    /// <summary>KEYS: version, apps, writers. Returns the number of the last change, one for the caller to sign with,
    /// and the apps.</summary>
    public const string ReadHead =
        """
        local head = redis.call('SMEMBERS', KEYS[2])
        table.insert(head, 1, redis.call('INCR', KEYS[3]))
        table.insert(head, 1, tonumber(redis.call('GET', KEYS[1]) or 0))
        return head
        """;

    /// <summary>KEYS: an app's rooms. ARGV: the cursor, 0 at first, and how many rooms are wanted, about. Returns the
    /// next cursor, 0 at the end, and an array of ids and texts in turn.</summary>
    public const string ReadPage = "return redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])";
}
