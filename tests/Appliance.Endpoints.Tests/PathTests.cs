namespace Appliance.Endpoints.Tests;

public class PathTests
{
    [Theory]
    [InlineData("GET", "/livez", 200)]
    [InlineData("HEAD", "/livez", 200)]
    [InlineData("GET", "/readyz", 200)]
    [InlineData("POST", "/livez", 405)]
    [InlineData("GET", "/", 404)]
    [InlineData("POST", "/nope", 404)]
    [InlineData("GET", "/livez/", 404)]
    public void Paths_and_methods_are_told_apart(string method, string path, int status)
    {
        Answer answer = new Api().Send(method, path, []);
        Assert.Equal(status, answer.Status);
        if (status >= 400)
            Assert.Equal(status, answer.Body.GetProperty("code").GetInt32());
    }

    [Fact]
    public void A_request_allocates_nothing()
    {
        Api api = new();
        byte[] request =
            "POST /hmsapi/acme.x/api/token HTTP/1.1\r\nHost: a\r\nContent-Length: 48\r\n\r\n"u8.ToArray()
                .Concat("{\"room_id\":\"r1\",\"role\":\"host\",\"user_id\":\"12345\"}"u8.ToArray()).ToArray();
        long allocated = api.AllocatedBy(request, times: 1000);
        Assert.Equal(0, allocated);
    }
}
