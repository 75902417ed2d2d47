using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the member <c>video</c> of roles: grants beyond the role's <c>grants</c>. They become members of
/// the claim <c>video</c>.</summary>
internal static class VideoGrantBinder
{
    private const string Claim = "video";
    private const string Sources = "canPublishSources";
    private const string Destination = "destinationRoom";

    /// <summary>The boolean grants.</summary>
    private static readonly string[] Flags =
    [
        "canUpdateOwnMetadata", "canSubscribeMetrics", "canManageAgentSession", "hidden", "recorder", "agent",
        "roomCreate", "roomList", "ingressAdmin",
    ];

    /// <summary>The grants that are derived from the role's grants or the request, with a hint for the
    /// message.</summary>
    private static readonly (string Name, string Instead)[] Derived =
    [
        ("canPublish", "write \"publish\" in \"grants\""),
        ("canSubscribe", "write \"subscribe\" in \"grants\""),
        ("canPublishData", "write \"chat\" in \"grants\""),
        ("roomRecord", "write \"record\" in \"grants\""),
        ("roomAdmin", "write \"mute\" and \"eject\" in \"grants\""),
        ("room", "the request names it, remove it"),
        ("roomJoin", "every token has it, remove it"),
    ];

    private static readonly string[] Members = [.. Flags, Sources, Destination, .. Derived.Select(grant => grant.Name)];

    private static readonly string[] SourceNames = ["camera", "microphone", "screen_share", "screen_share_audio"];

    /// <summary>A role's claims with its video grants in the claim <c>video</c>.</summary>
    /// <param name="claims">The role's claims.</param>
    /// <param name="role">The role.</param>
    /// <param name="grants">Its grants.</param>
    /// <param name="scope">Its app.</param>
    public static ClaimsTemplate Apply(ClaimsTemplate claims, ObjectBinder role, Grants grants, AppScope scope)
    {
        if (role.Find(Claim) is not { } member || scope.Dialect is not { } dialect)
            return claims;
        int index = Enumerable.Range(0, claims.Claims.Count)
            .Where(i => claims.Claims[i] is { Name: Claim, Value: ObjectValue }).DefaultIfEmpty(-1).First();
        if (index < 0 || !dialect.Api.HasVideoGrants)
        {
            string hint = dialect.Api.HasVideoGrants
                ? "the claim \"video\" of its dialect is not an object, make it one or remove this"
                : ApiRules.OnlyWith(api => api.HasVideoGrants, "video grants");
            scope.Diagnostics.Report(
                PolicyDiagnostics.MemberOfOtherDialect, member.NameToken, dialect.Name, Claim, hint);
            return claims;
        }
        var video = new ObjectBinder(
            member.Value, member.NameToken, "a role's video grants", Members, scope.Diagnostics);
        Claim[] merged = [.. claims.Claims];
        merged[index] = new(Claim, Merge((ObjectValue)merged[index].Value, Bind(video, grants, scope)));
        return new(new(merged));
    }

    private static ObjectValue Merge(ObjectValue template, List<Claim> own)
    {
        IEnumerable<Claim> kept = template.Members.Where(claim => own.All(o => o.Name != claim.Name));
        return new(new([.. kept, .. own]));
    }

    private static List<Claim> Bind(ObjectBinder video, Grants grants, AppScope scope)
    {
        foreach ((string name, string instead) in Derived)
        {
            if (video.Find(name) is { } member)
                scope.Diagnostics.Report(PolicyDiagnostics.VideoGrantDecided, member.NameToken, name, instead);
        }
        List<Claim> claims = [];
        foreach (string name in Flags)
        {
            if (video.FindFlag(name) is { } flag)
                claims.Add(new(name, new Literal(JsonText.Flag(flag))));
        }
        if (BindSources(video, grants) is { } sources)
            claims.Add(new(Sources, sources));
        if (BindDestination(video, scope) is { } destination)
            claims.Add(new(Destination, destination));
        return claims;
    }

    /// <summary>Media servers check canPublish first, and treat an empty list as all sources.</summary>
    private static ListValue? BindSources(ObjectBinder video, Grants grants)
    {
        JsonNode? list = video.Find(Sources, JsonTokenKind.ArrayStart);
        if (list is null)
            return null;
        if (list.Items.Count == 0)
            video.Diagnostics.Report(
                PolicyDiagnostics.EmptyList, list.Token,
                Sources, "list the sources that may be published, or remove it");
        if ((grants & Grants.Publish) == 0)
            video.Diagnostics.Report(PolicyDiagnostics.SourcesUnpublished, video.Find(Sources)!.Value.NameToken);
        List<JsonNode> sources = video.FindTexts(Sources)!;
        foreach (JsonNode source in sources)
        {
            if (!SourceNames.Contains(source.Text))
                video.Diagnostics.ReportNoneOf(source, "a track source", SourceNames);
        }
        return new(new([.. sources.Select(source => new Literal(JsonText.Quote(source.Text)))]));
    }

    private static ClaimValue? BindDestination(ObjectBinder video, AppScope scope)
    {
        JsonNode? room = video.Find(Destination, JsonTokenKind.String);
        if (room is null)
            return null;
        ClaimValue? value = new ClaimsBinder(scope.Dialect!.Api, scope.Diagnostics).BindText(room);
        if (value is Literal && !Names.IsRoomText(room.Text))
            scope.Diagnostics.Report(PolicyDiagnostics.BadName, room.Token, room.Text, "a room", Names.RoomTextRule);
        if (value is not Placeholder { Presence: not Presence.Required })
            return value;
        scope.Diagnostics.Report(
            PolicyDiagnostics.BadPlaceholder, room.Token,
            room.Text, "the destination room is required, remove the ? or the default");
        return null;
    }
}
