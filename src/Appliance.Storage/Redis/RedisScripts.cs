using System.Diagnostics;

namespace Appliance.Storage.Redis;

/// <summary>
/// Lua scripts, which Redis runs atomically. All keys start with <c>appliance:</c>. Appliances of different versions
/// may share a Redis, so a key's format never changes: a new format takes a new prefix.
/// </summary>
internal static class RedisScripts
{
    /// <summary>A hash. begun: start of the ledger, microseconds. since: complete since, seconds. highest: the latest
    /// time ever seen, seconds. run: the run_id of the server. before: time of the migration from
    /// <see cref="StateKeyV1"/>, seconds; absent without a migration. Each existing bucket of used tokens has a field,
    /// named by its number. If Redis lost its data, the hash is missing and the buckets may be incomplete.</summary>
    public const string StateKey = "appliance:ledger-2";

    /// <summary>Prefix of a bucket's number. A bucket is a hash from tokens (16 bytes) to
    /// <see cref="Redemption.Idempotency"/>, 16 hex digits or empty. Bucket n holds the tokens retained until a time
    /// from n * <see cref="BucketSeconds"/> on. Keys have no Redis expiry: a clock that is ahead for a while
    /// would drop entries without a record.</summary>
    public const string UsedPrefix = "appliance:used-2:";

    public const long BucketSeconds = 300;

    /// <summary>The state of the version 1 ledger: a hash with the fields since and highest. After the migration a
    /// string replaces it.</summary>
    public const string StateKeyV1 = "appliance:ledger";

    /// <summary>Prefix of a used token (32 hex digits) in the version 1 ledger. Redis expires it with the token.
    /// </summary>
    public const string UsedPrefixV1 = "appliance:used:";

    /// <summary>The version of the last room change. Versions start with the time in milliseconds, so after a loss of
    /// all data they continue far beyond the earlier ones.</summary>
    public const string VersionKey = "appliance:rooms-version";

    /// <summary>A counter that gives each snapshot a new writer number.</summary>
    public const string WritersKey = "appliance:writers";

    /// <summary>The set of apps that ever had rooms.</summary>
    public const string AppsKey = "appliance:apps";

    /// <summary>Prefix of an app's name: the hash of its rooms, from id to <see cref="RedisRoomText"/>.</summary>
    public const string RoomsPrefix = "appliance:rooms:";

    /// <summary>Prefix of an app's name: the hash from room name to room id.</summary>
    public const string NamesPrefix = "appliance:room-names:";

    /// <summary>The channel on which room changes are published, in order.</summary>
    public const string Channel = "appliance:room-changes";

    /// <summary>
    /// Creates, migrates or resets the ledger as needed, by Redis's clock. KEYS: state, version 1 state. ARGV: the
    /// server's run_id, '' if unknown; 1 if writes outlive the server's process. Returns an array: the start of the
    /// ledger in microseconds, which is its epoch; complete since, latest time ever seen and time of the migration (0
    /// without one), in seconds; 1 if this call reset the ledger because a restarted server may have lost the last
    /// entries. A version 1 state is migrated and replaced by a string, so that appliances of version 1 fail and redeem
    /// nothing more.
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
    /// Redeems a token. KEYS: state, the token's bucket and, if <see cref="ReadState"/> returned a migration, the
    /// token's version 1 key. ARGV: the epoch known to the caller; the end of retention; iat minus the allowed clock
    /// skew; the token; the idempotency hash or ''; the number of the bucket. Returns 1 done, 0 rejected, -1 another
    /// ledger, -2 issued in the future, or minus the latest time ever seen if the retention has expired. Buckets are
    /// dropped in the step that records the time. A bucket that is missing otherwise was lost, and the ledger is reset.
    /// The 300 subtracted from the end of retention is <see cref="Redemption.RetentionAfterExpirySeconds"/>; every
    /// other 300 is <see cref="BucketSeconds"/>.
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
    /// Writes or deletes a room. KEYS: version, apps, the app's rooms, its names. ARGV: id; the room's text, '' to
    /// delete it; its name; 1 if it has a name; the app; the channel; the message without the version; 1 for
    /// compare-and-set; the expected text, '' for no room. Returns the version of the change; 0 if another room has the
    /// name; -1 minus the current version if the room is not as expected (<see cref="ConflictAt"/>). It publishes
    /// before it writes: if PUBLISH is denied, the script stops, and earlier writes would not be rolled back.
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

    /// <summary>The current version when <see cref="WriteRoom"/> found a conflict.</summary>
    /// <param name="reply">The script's negative reply.</param>
    public static long ConflictAt(long reply)
    {
        Debug.Assert(reply < 0);
        return -1 - reply;
    }

    /// <summary>KEYS: version. Returns the version of the last change.</summary>
    public const string ReadVersion = "return tonumber(redis.call('GET', KEYS[1]) or 0)";

    /// <summary>KEYS: version, apps, writers. Returns the version of the last change, a new writer number for the
    /// caller, and the apps.</summary>
    public const string ReadHead =
        """
        local head = redis.call('SMEMBERS', KEYS[2])
        table.insert(head, 1, redis.call('INCR', KEYS[3]))
        table.insert(head, 1, tonumber(redis.call('GET', KEYS[1]) or 0))
        return head
        """;

    /// <summary>KEYS: an app's rooms. ARGV: the cursor, 0 at first, and the approximate number of rooms. Returns the
    /// next cursor, 0 at the end, and an array of alternating ids and texts.</summary>
    public const string ReadPage = "return redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])";
}
