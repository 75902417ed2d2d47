using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Http;

namespace Appliance.Endpoints.Tests.Vendors.Globex;

internal sealed class GlobexEndpoint(VendorApi vendor, ThreadServices thread)
{
    private static readonly Member[] Members =
    [
        new("place", MemberKind.Text) { IsExact = true },
        new("as", MemberKind.Text) { IsExact = true },
        new("who", MemberKind.Text),
    ];

    public void Handle(in Route route, in HttpRequest request, ref HttpResponse response) => thread.Responder.End(
        Issue(route.Parameter, request, ref response), GlobexApi.Failures, "Allow: POST\r\n"u8, ref response);

    private Failure Issue(ReadOnlySpan<byte> app, in HttpRequest request, ref HttpResponse response)
    {
        if (request.Method != HttpMethod.Post)
            return Failure.MethodNotAllowed;
        if (thread.Turn.Tenants.FindBySubdomain(app, vendor) is not { } tenant)
            return Failure.UnknownApp;
        RequestBody body = new(Members);
        Failure failure = body.Read(request, thread.Buffers, thread.Detail);
        if (failure != Failure.None)
            return failure;
        TokenRequest asked = new() { RoomId = body[0], RoleName = body[1] };
        asked.Values.UserId = body[2];
        return thread.Issuance.Respond(tenant, ref asked, "{\"pass\":\""u8, "\"}"u8, ref response);
    }
}
