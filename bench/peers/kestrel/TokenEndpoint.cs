using System.Text.Json;

namespace Peers.Kestrel;

/// <summary>Answers POST /hmsapi/NAME/api/token with what Signer, another in each project, makes of it.</summary>
internal static class TokenEndpoint
{
    // No [FromBody]: browsers send the JSON as text/plain, which that refuses.
    public static async Task Handle(HttpContext context)
    {
        TokenQuestion? question = null;
        try
        {
            question = await JsonSerializer.DeserializeAsync(
                context.Request.BodyReader, Messages.Default.TokenQuestion, context.RequestAborted);
        }
        catch (JsonException)
        {
        }
        if (question is null)
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        else if (question.Role is not ("host" or "guest"))
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        else
            await Response(context.Response, Signer.Sign(question));
    }

    private static async Task Response(HttpResponse response, string token)
    {
        TokenResponse response = new(token, "token generated successfully", 200, true, "2.0.192");
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(response, Messages.Default.TokenResponse);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.AccessControlAllowOrigin = "*";
        await response.BodyWriter.WriteAsync(body);
    }
}
