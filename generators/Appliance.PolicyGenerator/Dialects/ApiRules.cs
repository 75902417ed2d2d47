namespace Appliance.PolicyGenerator.Dialects;

/// <summary>The requirements of an API on its apps.</summary>
/// <param name="Api">The API.</param>
/// <param name="PublicIdMember">The app's member with its public id.</param>
/// <param name="RequiresApiKey">Whether the member <c>appKey</c> is required; it is always allowed.</param>
/// <param name="HasTokenEndpoint">Whether the API has a token endpoint without credentials.</param>
/// <param name="CreatesRooms">Whether the API creates rooms at run time.</param>
/// <param name="Values">The values that the API accepts from callers.</param>
internal sealed record ApiRules(
    TokenApi Api, string PublicIdMember, bool RequiresApiKey, bool HasTokenEndpoint, bool CreatesRooms,
    CallerValues Values)
{
    private const CallerValues User = CallerValues.UserId | CallerValues.UserName;

    public static IReadOnlyList<ApiRules> All { get; } =
    [
        new(TokenApi.None, "accessKey", RequiresApiKey: false, HasTokenEndpoint: false, CreatesRooms: false,
            User | CallerValues.Metadata | CallerValues.Attributes | CallerValues.RoomConfig | CallerValues.Data),
        new(TokenApi.Hms100, "accessKey", RequiresApiKey: false, HasTokenEndpoint: true, CreatesRooms: true,
            CallerValues.UserId),
        new(TokenApi.EnableX, "appId", RequiresApiKey: true, HasTokenEndpoint: false, CreatesRooms: true,
            User | CallerValues.Data),
        new(TokenApi.LiveKit, "apiKey", RequiresApiKey: false, HasTokenEndpoint: true, CreatesRooms: false,
            User | CallerValues.Metadata | CallerValues.Attributes | CallerValues.RoomConfig),
    ];

    /// <summary>The API's keyword in dialects.</summary>
    public string Name => PolicyVocabulary.Apis[(int)Api];

    /// <summary>The API of a dialect that names none.</summary>
    public static ApiRules None => All[0];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(api => api.Name)];

    /// <summary>The public id members of all APIs.</summary>
    public static IReadOnlyList<string> PublicIdMembers { get; } =
        [.. All.Select(api => api.PublicIdMember).Distinct()];
}
