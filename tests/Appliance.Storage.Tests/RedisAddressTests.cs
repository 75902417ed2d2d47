namespace Appliance.Storage.Tests;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("localhost:6380", "localhost:6380", 0, null, "env")]
    [InlineData("10.0.0.1", "10.0.0.1:6379", 0, null, "env")]
    [InlineData("[::1]:7000", "[::1]:7000", 0, null, "env")]
    [InlineData("redis://redis.example:7000/5", "redis.example:7000", 5, null, "env")]
    [InlineData("redis://:a%40b@h", "h:6379", 0, null, "a@b")]
    [InlineData("redis://me:p:w@h:1/0", "h:1", 0, "me", "p:w")]
    [InlineData("redis://me@h:1/", "h:1", 0, "me", "env")]
    public void Redis_address_is_parsed(string address, string endPoint, int database, string? user, string password)
    {
        RedisTarget target = RedisAddress.Parse(address, "env");
        Assert.Equal((endPoint, database, user, password),
            (target.ToString(), target.Database, target.User, target.Password));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":6379")]
    [InlineData("rediss://h:1")]
    [InlineData("http://h:1")]
    [InlineData("redis://h:1/db")]
    [InlineData("redis://h:1/-1")]
    [InlineData("redis://h:99999")]
    [InlineData("redis://h:1?x=y")]
    [InlineData("redis://me:secret@")]
    [InlineData("http://me:secret@h:1")]
    [InlineData("redis://me:secret@h:1,i:1")]
    [InlineData("redis://me:secret@h:1?x=y")]
    public void Malformed_redis_address_is_rejected_without_the_password(string address)
    {
        StorageException exception = Assert.Throws<StorageException>(() => RedisAddress.Parse(address, null));
        Assert.DoesNotContain("secret", exception.Message);
    }

    [Theory]
    [InlineData("rediss://h:1", "TLS to Redis is not supported")]
    [InlineData("REDISS://h:1", "TLS to Redis is not supported")]
    [InlineData("valkeys://h:1", "TLS to Redis is not supported")]
    [InlineData("redis-sentinel://h:1/name", "Sentinel")]
    [InlineData("redis+sentinel://h:1,i:1/name", "Sentinel")]
    [InlineData("redis-cluster://h:1", "Redis Cluster is not supported")]
    [InlineData("unix:///run/redis.sock", "Unix socket")]
    [InlineData("redis-socket:///run/redis.sock", "Unix socket")]
    [InlineData("/run/redis.sock", "Unix socket")]
    [InlineData("http://h:1", "the scheme http is not supported")]
    [InlineData("h:1,i:1", "more than one server is not supported")]
    [InlineData("h:1?ssl=true", "options after ? or # are not supported")]
    [InlineData("h:x", "write HOST:PORT")]
    public void Unsupported_redis_address_is_rejected_with_the_accepted_forms(string address, string expected)
    {
        Assert.Null(RedisAddress.TryParse(address, null, out string? error));
        Assert.Contains(expected, error);
        Assert.Contains(RedisAddress.Forms, error);
    }
}
