namespace Appliance.PolicyGenerator.Dialects;

/// <summary>The party that chooses the role of the tokens that an API issues without credentials.</summary>
internal enum OpenEndpointRole
{
    /// <summary>The API has no such endpoint.</summary>
    NoEndpoint,
    /// <summary>The request, among the roles that the policy allows.</summary>
    Request,
    /// <summary>The policy, which also names the media server.</summary>
    Policy,
}

/// <summary>The requirements of an API on its apps.</summary>
/// <param name="Api">The API.</param>
/// <param name="Vendor">The name of the API's apps in messages.</param>
/// <param name="PublicIdMember">The app's member with its public id.</param>
/// <param name="Values">The values that the API accepts from callers.</param>
internal sealed record ApiRules(TokenApi Api, string Vendor, string PublicIdMember, CallerValues Values)
{
    private const CallerValues User = CallerValues.UserId | CallerValues.UserName;
    private const CallerValues Details = CallerValues.Metadata | CallerValues.Attributes | CallerValues.RoomConfig;

    public static IReadOnlyList<ApiRules> All { get; } =
    [
        new(TokenApi.None, "", "accessKey", User | Details | CallerValues.Data),
        new(TokenApi.Hms100, "100ms", "accessKey", CallerValues.UserId)
            { OpenEndpoint = OpenEndpointRole.Request, CreatesRooms = true, HasTemplateIds = true },
        new(TokenApi.EnableX, "EnableX", "appId", User | CallerValues.Data)
            { RequiresApiKey = true, CreatesRooms = true, HasSampleFront = true },
        new(TokenApi.LiveKit, "LiveKit", "apiKey", User | Details)
            { OpenEndpoint = OpenEndpointRole.Policy, HasVideoGrants = true },
    ];

    /// <summary>The public id members of all APIs.</summary>
    public static IReadOnlyList<string> PublicIdMembers { get; } =
        [.. All.Select(api => api.PublicIdMember).Distinct()];

    /// <summary>Whether the member <c>appKey</c> is required; it is always allowed.</summary>
    public bool RequiresApiKey { get; init; }

    /// <summary>The token endpoint without credentials.</summary>
    public OpenEndpointRole OpenEndpoint { get; init; }

    public bool HasTokenEndpoint => OpenEndpoint != OpenEndpointRole.NoEndpoint;

    /// <summary>Whether the API creates rooms at run time.</summary>
    public bool CreatesRooms { get; init; }

    /// <summary>Whether an app may enable the vendor's sample front.</summary>
    public bool HasSampleFront { get; init; }

    /// <summary>Whether requests name room types by the template ids of a dashboard.</summary>
    public bool HasTemplateIds { get; init; }

    /// <summary>Whether roles have video grants, members of the claim <c>video</c>.</summary>
    public bool HasVideoGrants { get; init; }

    /// <summary>The API's keyword in dialects.</summary>
    public string Name => PolicyVocabulary.Apis.Of(Api);

    public static ApiRules Of(TokenApi api) => All.Single(rules => rules.Api == api);

    /// <summary>The hint of a message about a member that only the apps of some APIs have.</summary>
    public static string OnlyWith(Func<ApiRules, bool> condition, string what)
    {
        string vendors = string.Join(" and ", All.Where(condition).Select(api => api.Vendor));
        return $"only {vendors} apps have {what}, remove it";
    }
}
