namespace Appliance.Http.Tests;

/// <summary>The parsed request that a handler receives.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("GET /api/token HTTP/1.1", "/api/token", "", "h:80")]
    [InlineData("GET /a%2Fb/../c?x=1?&y=%20 HTTP/1.1", "/a%2Fb/../c", "x=1?&y=%20", "h:80")]
    [InlineData("GET /? HTTP/1.1", "/", "", "h:80")]
    [InlineData("GET http://other:81/p?q HTTP/1.1", "/p", "q", "other:81")]
    [InlineData("GET HTTPS://other HTTP/1.1", "/", "", "other")]
    [InlineData("GET http://other?q HTTP/1.1", "/", "q", "other")]
    [InlineData("OPTIONS * HTTP/1.1", "*", "", "h:80")]
    [InlineData("OPTIONS http://other HTTP/1.1", "*", "", "other")]
    [InlineData("OPTIONS http://other/ HTTP/1.1", "/", "", "other")]
    [InlineData("OPTIONS http://other? HTTP/1.1", "/", "", "other")]
    public void Request_target_forms_yield_path_query_and_host(string line, string path, string query, string host)
    {
        string[] parsed = Responses.One($"{line}\r\nHost: h:80\r\n\r\n").BodyLatin1.Split('\n');
        Assert.Equal([path, query, host], parsed[1..4]);
    }

    [Fact]
    public void Field_names_are_case_insensitive_and_values_are_trimmed()
    {
        string[] parsed = Responses.One(
            "POST / HTTP/1.1\r\nhOST:h\r\nAUTHORIZATION: \tBasic eDp5 \r\norigin: https://o\r\n"
            + "Content-type: text/plain;charset=UTF-8\r\nAccess-Control-Request-METHOD:PUT\r\n\r\n").BodyLatin1.Split(
                '\n');
        Assert.Equal(
            ["Post", "/", "", "h", "Basic eDp5", "https://o", "text/plain;charset=UTF-8", "PUT", "0"], parsed[..9]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n", "192.0.2.1, 192.0.2.2")]
    [InlineData("x-forwarded-FOR: a\r\nX: y\r\nX-Forwarded-For:b\r\n", "b")]
    [InlineData("X-Forwarded-For: a\r\nX-Forwarded-For:\r\n", "")]
    [InlineData("X-Forwarded-Foo: a\r\n", "")]
    public void Repeated_X_Forwarded_For_yields_the_last_line(string lines, string expected) =>
        Assert.Equal(expected, Responses.One($"GET / HTTP/1.1\r\nHost: h\r\n{lines}\r\n").BodyLatin1.Split('\n')[^1]);

    [Fact]
    public void Chunked_body_is_decoded_and_trailers_are_discarded()
    {
        const string data = "hello, world";
        string whole = Responses.One(
            $"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {data.Length}\r\n\r\n{data}").BodyLatin1;
        string chunked = Responses.One(
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
            + "5\r\nhello\r\n002 ; a=\"; \\\" \"\r\n, \r\n5;x\r\nworld\r\n00\r\n"
            + "Host: evil\r\nAuthorization: x\r\n\r\n").BodyLatin1;
        Assert.Equal(whole, chunked);
    }

    [Theory]
    [InlineData("BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501)]
    [InlineData("get / HTTP/1.1\r\nHost: h\r\n\r\n", 501)]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 501)]
    [InlineData("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 200)]
    [InlineData("GET * HTTP/1.1\r\nHost: h\r\n\r\n", 400)]
    public void Unknown_method_gets_501_and_malformed_request_line_gets_400(string stream, int status) =>
        Assert.Equal(status, Responses.One(stream).Status);
}
