using System.Text.Json;

namespace Peers.Kestrel;

/// <summary>Serves POST /hmsapi/NAME/api/token. Each project has its own Signer.</summary>
internal static class TokenEndpoint
{
    // No [FromBody]: it rejects text/plain, the type with which browsers send the JSON.
    public static async Task Handle(HttpContext context)
    {
        TokenRequestBody? body = null;
        try
        {
            body = await JsonSerializer.DeserializeAsync(
                context.Request.BodyReader, Messages.Default.TokenRequestBody, context.RequestAborted);
        }
        catch (JsonException)
        {
        }
        if (body is null)
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        else if (body.Role is not ("host" or "guest"))
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        else
            await Respond(context.Response, Signer.Sign(body));
    }

    private static async Task Respond(HttpResponse response, string token)
    {
        TokenResponseBody body = new(token, "token generated successfully", 200, true, "2.0.192");
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(body, Messages.Default.TokenResponseBody);
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.AccessControlAllowOrigin = "*";
        await response.BodyWriter.WriteAsync(json);
    }
}
