namespace Appliance.PolicyGenerator.Dialects;

/// <summary>What an API asks of the apps that it serves.</summary>
/// <param name="Api">Which one.</param>
/// <param name="PublicIdMember">The app's member that holds its public id.</param>
/// <param name="RequiresApiKey">Its apps must have the member <c>appKey</c>; others may.</param>
/// <param name="HasTokenEndpoint">It has an endpoint without credentials.</param>
/// <param name="MakesRooms">It makes rooms at run time.</param>
/// <param name="Values">What callers can give it.</param>
internal sealed record ApiRules(
    TokenApi Api, string PublicIdMember, bool RequiresApiKey, bool HasTokenEndpoint, bool MakesRooms,
    CallerValues Values)
{
    private const CallerValues User = CallerValues.UserId | CallerValues.UserName;

    public static IReadOnlyList<ApiRules> All { get; } =
    [
        new(TokenApi.None, "accessKey", RequiresApiKey: false, HasTokenEndpoint: false, MakesRooms: false,
            User | CallerValues.Metadata | CallerValues.Attributes | CallerValues.RoomConfig | CallerValues.Data),
        new(TokenApi.Hms100, "accessKey", RequiresApiKey: false, HasTokenEndpoint: true, MakesRooms: true,
            CallerValues.UserId),
        new(TokenApi.EnableX, "appId", RequiresApiKey: true, HasTokenEndpoint: false, MakesRooms: true,
            User | CallerValues.Data),
        new(TokenApi.LiveKit, "apiKey", RequiresApiKey: false, HasTokenEndpoint: true, MakesRooms: false,
            User | CallerValues.Metadata | CallerValues.Attributes | CallerValues.RoomConfig),
    ];

    /// <summary>As dialects name it.</summary>
    public string Name => PolicyVocabulary.Apis[(int)Api];

    /// <summary>The API of dialects that name none.</summary>
    public static ApiRules None => All[0];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(api => api.Name)];

    /// <summary>The members that hold a public id in one API or another.</summary>
    public static IReadOnlyList<string> PublicIdMembers { get; } =
        [.. All.Select(api => api.PublicIdMember).Distinct()];
}
