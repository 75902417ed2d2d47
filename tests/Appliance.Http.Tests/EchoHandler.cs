using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Appliance.Http.Tests;

/// <summary>Answers every request with 200 and all that the handler was shown, so that equal answers mean equal
/// requests.</summary>
internal struct EchoHandler : IRequestHandler
{
    public int Requests { get; private set; }

    public void Handle(in HttpRequest request, ref HttpAnswer answer)
    {
        Requests++;
        string shown = string.Join('\n',
            request.Method, Text(request.Path), Text(request.Query), Text(request.Host),
            Text(request.Authorization), Text(request.Origin), Text(request.ContentType),
            Text(request.AccessControlRequestMethod),
            request.Body.Length.ToString(CultureInfo.InvariantCulture),
            Convert.ToHexString(SHA256.HashData(request.Body)),
            Text(request.ForwardedFor));
        answer.ContentKind = ContentKind.Text;
        answer.BodyLength = Encoding.Latin1.GetBytes(shown, answer.BodyBuffer);
    }

    public readonly bool TryAdmit(in HttpRequest head, ref HttpAnswer answer) => true;

    public readonly bool TryFinish(long ticket, ref HttpAnswer answer) => false;

    public readonly void Abandon(long ticket) => Assert.Fail("nothing was deferred");

    public readonly void Place(Span<byte> answers, int bodyStart) => Assert.Fail("nothing was left open");

    public readonly void Seal(Span<byte> answers)
    {
        // Nothing is left open.
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
