using Appliance.Testing;

namespace Appliance.Http.Tests;

/// <summary>What a text that a test is about is answered.</summary>
internal static class Answers
{
    public static IReadOnlyList<Answer> Of(string stream, HttpLimits? limits = null) =>
        Answer.ReadAll(Conversation.Of(stream, limits).Sent);

    /// <summary>The only answer there is.</summary>
    public static Answer One(string stream, HttpLimits? limits = null) => Assert.Single(Of(stream, limits));

    public static IReadOnlyList<int> Statuses(string stream, HttpLimits? limits = null) =>
        [.. Of(stream, limits).Select(answer => answer.Status)];
}
