namespace Appliance.Storage;

/// <summary>
/// What Redis does at a stroke, in its own Lua. All keys begin with <c>appliance:</c>. Commands that are named by
/// appliances of different versions at once mean the same, so that a change of what is kept takes another prefix.
/// </summary>
internal static class RedisScripts
{
    /// <summary>A hash. begun: when the ledger began, in microseconds. since: since when it is complete. highest: the
    /// latest time that was ever seen. run: the run_id of the server that had it. before: when it took over from
    /// <see cref="StateKeyV1"/>; not there if it did not.
    /// And a field for each bucket of used tokens that was begun and not dropped, named by its number. It is gone where
    /// Redis lost what it had, and then so may be the rest.</summary>
    public const string StateKey = "appliance:ledger-2";

    /// <summary>Before the number of a bucket: a hash from tokens (16 bytes) to <see cref="Redemption.Idempotency"/>,
    /// 16 hex digits or nothing. Bucket n has the tokens that are to be forgotten from n * <see cref="BucketSeconds"/>
    /// on. Redis expires none of them by itself: its clock may be ahead for a while, and nobody would know what is
    /// gone.
    /// </summary>
    public const string UsedPrefix = "appliance:used-2:";

    public const long BucketSeconds = 300;

    /// <summary>The state of the version before: a hash with the fields since and highest, or a text since this version
    /// took over.</summary>
    public const string StateKeyV1 = "appliance:ledger";

    /// <summary>Before 32 hex digits: a token that was used, of the version before. Redis expires it with the token.
    /// </summary>
    public const string UsedPrefixV1 = "appliance:used:";

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

    /// <summary>
    /// KEYS: state, state of the version before. ARGV: the server's run_id, '' if it is not known; 1 if what is written
    /// outlives the server's process. Returns when the ledger began, in microseconds, which tells it from every other;
    /// since when it is complete, the latest time that was ever seen, and when it took over from the version before, 0
    /// if it did not, in seconds; and 1 if it began anew just now, since the server was restarted and may have lost the
    /// last of it. Where there is none, it begins. Where the version before has one, that goes on here. What stands in
    /// its place then is no hash, so that appliances of that version redeem nothing any more. Redis's clock is the one
    /// for all.
    /// </summary>
    public const string ReadState =
        """
        local state = redis.call('HMGET', KEYS[1], 'begun', 'run', 'since', 'highest')
        local time = redis.call('TIME')
        local now, begins = tonumber(time[1]), time[1] .. string.format('%06d', time[2])
        local kind, before = redis.call('TYPE', KEYS[2])['ok'], {}
        if kind == 'hash' then before = redis.call('HMGET', KEYS[2], 'since', 'highest') end
        if kind ~= 'string' then
          redis.call('DEL', KEYS[2])
          redis.call('SET', KEYS[2], 'The ledger is in appliance:ledger-2.')
        end
        local wasReset = 0
        if before[1] then
          local since = math.max(tonumber(before[1]), tonumber(state[3] or 0))
          local highest = math.max(now, tonumber(before[2] or 0), tonumber(state[4] or 0))
          redis.call('HSET', KEYS[1], 'begun', begins, 'since', since, 'highest', highest, 'before', now + 1)
        elseif not state[1] then
          redis.call('HSET', KEYS[1], 'begun', begins, 'since', now + 1, 'highest', now)
        end
        if ARGV[1] ~= '' then
          if state[2] and state[2] ~= ARGV[1] and ARGV[2] ~= '1' then
            redis.call('HSET', KEYS[1], 'begun', begins, 'since', now + 1)
            wasReset = 1
          end
          redis.call('HSET', KEYS[1], 'run', ARGV[1])
        end
        local known = redis.call('HMGET', KEYS[1], 'begun', 'since', 'highest', 'before')
        for index = 1, 4 do known[index] = tonumber(known[index] or 0) or -1 end
        known[5] = wasReset
        return known
        """;

    /// <summary>
    /// KEYS: state, the token's bucket, and where <see cref="ReadState"/> says that the ledger took over, the token in
    /// the version before. ARGV: when the caller believes the ledger to have begun; when the token may be
    /// forgotten; when it was issued, less how far ahead that may be; the token; the name of the request or ''; the
    /// number of the bucket. Returns 1 done, 0 refused, -1 the ledger is another one, -2 dated ahead, and if the entry
    /// may be forgotten, minus the latest time that was ever seen. Buckets are dropped by the time that is written in
    /// the same step; one that is gone without that is lost, and the ledger begins anew. What is taken from the time to
    /// forget is <see cref="Redemption.RetentionAfterExpirySeconds"/>, every other 300 is <see cref="BucketSeconds"/>.
    /// </summary>
    public const string Redeem =
        $$"""
        local state = redis.call('HMGET', KEYS[1], 'begun', 'highest', 'before', ARGV[6])
        if state[1] ~= ARGV[1] then return -1 end
        local time = redis.call('TIME')
        local now = tonumber(time[1])
        local highest = tonumber(state[2])
        if now > highest then
          redis.call('HSET', KEYS[1], 'highest', now)
          if math.floor(now / 300) > math.floor(highest / 300) then
            for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
              local bucket = tonumber(field)
              if bucket and (bucket + 1) * 300 <= now then
                redis.call('UNLINK', '{{UsedPrefix}}' .. field)
                redis.call('HDEL', KEYS[1], field)
              end
            end
          end
          highest = now
        end
        local forget, dated = tonumber(ARGV[2]), tonumber(ARGV[3])
        if dated > now then return -2 end
        if forget <= highest then return -highest end
        if state[3] and dated <= tonumber(state[3]) then
          if not KEYS[3] then return -1 end
          if forget - 300 <= highest then return -highest end
          if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
        end
        if redis.call('HSETNX', KEYS[2], ARGV[4], ARGV[5]) == 1 then
          if not state[4] then
            redis.call('HSET', KEYS[1], ARGV[6], 1)
          elseif redis.call('HLEN', KEYS[2]) == 1 then
            redis.call('HSET', KEYS[1], 'begun', time[1] .. string.format('%06d', time[2]), 'since', now + 1)
            return -1
          end
          return 1
        end
        return ARGV[5] ~= '' and redis.call('HGET', KEYS[2], ARGV[4]) == ARGV[5] and 1 or 0
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
