using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Vendors.LiveKit;

/// <summary>The policy's settings of an enabled LiveKit endpoint. Immutable, shared by all threads.</summary>
internal sealed class LiveKitDefaults
{
    /// <summary>The maximum JSON size of a URL byte.</summary>
    private const int EscapeFactorMax = 6;

    private LiveKitDefaults(App app, Role role)
    {
        Role = role;
        RoomId = Encoding.UTF8.GetBytes(app.TokenEndpoint.Room);
        BeforeToken = ResponseUpToToken(Encoding.UTF8.GetBytes(app.TokenEndpoint.ServerUrl));
    }

    /// <summary>The role of all participants.</summary>
    public Role Role { get; }

    /// <summary>The room of requests that name none; empty if they must name one.</summary>
    public byte[] RoomId { get; }

    /// <summary>The response up to the token.</summary>
    public byte[] BeforeToken { get; }

    /// <summary>Null for apps without this endpoint.</summary>
    /// <exception cref="ArgumentException">The endpoint is enabled, but its role does not exist.</exception>
    public static LiveKitDefaults? Of(App app)
    {
        if (app.Api != TokenApi.LiveKit || !app.TokenEndpoint.Enabled)
            return null;
        Role? role = app.FindRole(Encoding.UTF8.GetBytes(app.TokenEndpoint.Role));
        return new(app, role ?? throw new ArgumentException($"app {app.Name} has no role for its token endpoint"));
    }

    private static byte[] ResponseUpToToken(ReadOnlySpan<byte> serverUrl)
    {
        ReadOnlySpan<byte> before = "{\"server_url\":"u8;
        ReadOnlySpan<byte> after = ",\"participant_token\":\""u8;
        byte[] text = new byte[before.Length + 2 + EscapeFactorMax * serverUrl.Length + after.Length];
        JsonWriter json = new(text);
        json.Raw(before);
        json.String(serverUrl);
        json.Raw(after);
        return text[..json.Length];
    }
}
