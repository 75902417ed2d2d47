using System.Text;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>An error response of a vendor's API.</summary>
public sealed class VendorError
{
    private VendorError(int status, byte[] body) => (Status, Body) = (status, body);

    public int Status { get; }

    /// <summary>JSON.</summary>
    public byte[] Body { get; }

    /// <summary>The response to a failure.</summary>
    /// <param name="table">The vendor's responses.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="name">The room or role that the failure is about.</param>
    internal static VendorError Of(FailureTable table, Failure failure, string name)
    {
        HttpLimits limits = new();
        HttpResponse response = new(new byte[limits.ResponseBodyBytesMax], new byte[limits.ResponseBodyBytesMax]);
        table.Write(failure, new(EchoedName.Truncate(Encoding.UTF8.GetBytes(name)), default), ref response);
        return new((int)response.Status, response.BodyBuffer[..response.BodyLength].ToArray());
    }
}
