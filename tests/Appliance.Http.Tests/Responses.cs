using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>Responses to a stream.</summary>
internal static class Responses
{
    public static IReadOnlyList<Response> Of(string stream, HttpLimits? limits = null) =>
        Response.ReadAll(Conversation.Of(stream, limits).Sent);

    /// <summary>The single response to a stream.</summary>
    public static Response One(string stream, HttpLimits? limits = null) => Assert.Single(Of(stream, limits));

    public static IReadOnlyList<int> Statuses(string stream, HttpLimits? limits = null) =>
        [.. Of(stream, limits).Select(response => response.Status)];
}
