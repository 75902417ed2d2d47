using System.Diagnostics;
using System.Text;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>100ms's templates, which are the app's room types: <c>GET /v2/templates</c>, with a management token.
/// </summary>
internal sealed class Hms100Templates(Hms100BackEnd backEnd, RoomDirectory directory)
{
    /// <summary>A path without an id is the list of templates.</summary>
    public void Handle(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.Check(
            Hms100BackEnd.IsGet(request), request, ref response, out App? app, needsStorage: false);
        if (app is not null)
            failure = route.Parameter.IsEmpty
                ? WriteAll(app, ref response) : WriteOne(app, route.Parameter, ref response);
        backEnd.End(failure, "Allow: GET, HEAD\r\n"u8, ref response);
    }

    private Failure WriteOne(App app, ReadOnlySpan<byte> id, ref HttpResponse response)
    {
        RoomType? type = Hms100Template.TypeOf(app, Encoding.UTF8.GetString(id));
        if (type is null)
            return Failure.UnknownRoomTypeId;
        JsonWriter json = new(response.BodyBuffer);
        Hms100Template.Write(ref json, app, type, directory.OpenedAtMilliseconds);
        response.EndJson(json.Length);
        return Failure.None;
    }

    private Failure WriteAll(App app, ref HttpResponse response)
    {
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"limit\":"u8);
        json.Number(app.RoomTypes.Count);
        json.Raw(",\"data\":["u8);
        for (int index = 0; index < app.RoomTypes.Count; index++)
        {
            // Templates that do not fit can be read individually, by name.
            if (json.Length + Hms100Template.BytesMax > response.BodyBuffer.Length)
                break;
            json.Raw(index == 0 ? ""u8 : ","u8);
            Hms100Template.Write(ref json, app, app.RoomTypes[index], directory.OpenedAtMilliseconds);
        }
        json.Raw("],\"last\":\"\"}"u8);
        Debug.Assert(!json.Overflowed);
        response.EndJson(json.Length);
        return Failure.None;
    }
}
