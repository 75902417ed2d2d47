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
    public void Addresses_are_read(string address, string endPoint, int database, string? user, string password)
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
    public void What_is_no_address_is_refused_without_repeating_it(string address)
    {
        StorageException refusal = Assert.Throws<StorageException>(() => RedisAddress.Parse(address, null));
        Assert.DoesNotContain("secret", refusal.Message);
    }
}
