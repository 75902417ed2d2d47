using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Appliance.Http.Tests;

/// <summary>Responds with 200 and the parsed request, so that equal responses mean equal requests.</summary>
internal struct EchoHandler : IRequestHandler
{
    public int Requests { get; private set; }

    public void Handle(in HttpRequest request, ref HttpResponse response)
    {
        Requests++;
        string parsed = string.Join('\n',
            request.Method, Text(request.Path), Text(request.Query), Text(request.Host),
            Text(request.Authorization), Text(request.Origin), Text(request.ContentType),
            Text(request.AccessControlRequestMethod),
            request.Body.Length.ToString(CultureInfo.InvariantCulture),
            Convert.ToHexString(SHA256.HashData(request.Body)),
            Text(request.ForwardedFor));
        response.ContentKind = ContentKind.Text;
        response.BodyLength = Encoding.Latin1.GetBytes(parsed, response.BodyBuffer);
    }

    public readonly bool TryAdmit(in HttpRequest head, ref HttpResponse response) => true;

    public readonly bool TryFinish(long ticket, ref HttpResponse response) => false;

    public readonly void Abandon(long ticket) => Assert.Fail("no response was deferred");

    public readonly void Seal(Span<byte> responses)
    {
        // No response is unsealed.
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
