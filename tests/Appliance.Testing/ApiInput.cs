namespace Appliance.Testing;

/// <summary>A body for <c>POST /api/token</c> and the statuses that it may get, by api_bad_inputs.jsonl. It is about
/// a room <c>r1</c> and a role <c>guest</c>.</summary>
public sealed record ApiInput(string Name, byte[] Body, IReadOnlyList<int> Statuses)
{
    /// <summary>100ms's user_id is optional, so that the case which wants it required does not apply.</summary>
    private const string NotApplicable = "missing user_id";

    public static IReadOnlyList<ApiInput> ReadAll() =>
    [
        .. SharedCases.Read("api_bad_inputs.jsonl")
            .Select(line => new ApiInput(
                line.GetProperty("name").GetString()!, line.GetProperty("body_base64").GetBytesFromBase64(),
                [.. line.GetProperty("expect_status").EnumerateArray().Select(status => status.GetInt32())]))
            .Where(input => input.Name != NotApplicable),
    ];
}
