using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>What a text that a test is about is answered.</summary>
internal static class Responses
{
    public static IReadOnlyList<Response> Of(string stream, HttpLimits? limits = null) =>
        Response.ReadAll(Conversation.Of(stream, limits).Sent);

    /// <summary>The only answer there is.</summary>
    public static Response One(string stream, HttpLimits? limits = null) => Assert.Single(Of(stream, limits));

    public static IReadOnlyList<int> Statuses(string stream, HttpLimits? limits = null) =>
        [.. Of(stream, limits).Select(response => response.Status)];
}
