using Appliance.Json;
using Appliance.Policy.Generator.Dialects;
using Appliance.Policy.Generator.Model;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>An app that has been read; without a model if anything in it was wrong.</summary>
internal sealed record BoundApp(string Name, Extent NameToken, JsonNode? PublicId, AppModel? Model);

/// <summary>One app.</summary>
internal static class AppBinder
{
    private static readonly string[] Members =
    [
        "dialect", "accessKey", "appId", "appKey", "secret", "tokenEndpoint",
        "starterKit", "roles", "roomTypes", "rooms",
    ];

    public static BoundApp Bind(JsonMember entry, ProblemList problems, CancellationToken cancellation)
    {
        int problemsBefore = problems.Count;
        var app = new ObjectBinder(entry.Value, entry.NameToken, "an app", Members, problems);
        var scope = new AppScope(problems) { Dialect = BindDialect(app) };
        BindKit(app, scope);
        JsonNode? publicId = BindPublicId(app, scope.Dialect);
        SecretSource? secret = Secrets.Need(app, "secret");
        SecretSource? apiKey = BindApiKey(app, scope.Dialect);
        TokenEndpointModel? endpoint = TokenEndpointBinder.Bind(app);
        ReportMembersOfOtherDialects(app, scope.Dialect);
        RoleBinder.BindAll(app, scope);
        RoomTypeBinder.BindAll(app, scope);
        RoomModel[] rooms = RoomBinder.BindAll(app, scope, cancellation);

        bool isSound = problems.Count == problemsBefore;
        if (!isSound || scope.Dialect is null || publicId is null || secret is null)
            return new(entry.Name, entry.NameToken, publicId, null);
        var model = new AppModel(
            entry.Name, Names.ToIdentifier(entry.Name), scope.Dialect.Dialect, scope.Dialect.Claims,
            publicId.Text, secret, apiKey, endpoint, new([.. scope.Roles]), new([.. scope.RoomTypes]), new(rooms));
        return new(entry.Name, entry.NameToken, publicId, model);
    }

    private static DialectRules? BindDialect(ObjectBinder app)
    {
        app.Need("dialect", JsonTokenKind.String);
        if (app.Find("dialect")?.Value.Kind != JsonTokenKind.String)
            return null;
        int place = app.FindWord("dialect", "a dialect", BuiltInDialects.Names);
        return place < 0 ? null : BuiltInDialects.All[place];
    }

    private static void BindKit(ObjectBinder app, AppScope scope)
    {
        int place = app.FindWord("starterKit", "a starter kit", StarterKit.Names);
        scope.Kit = place < 0 ? null : StarterKit.All[place];
        scope.KitUnknown = place < 0 && app.Find("starterKit") is not null;
    }

    private static JsonNode? BindPublicId(ObjectBinder app, DialectRules? dialect)
    {
        if (dialect is null)
            return null;
        JsonNode? publicId = app.Need(dialect.PublicIdMember, JsonTokenKind.String);
        // The value is not repeated: somebody may have taken a secret for the id.
        if (publicId is not null && !Names.IsId(publicId.Text))
            app.Problems.Report(PolicyProblems.BadPublicId, publicId.Token, dialect.PublicIdMember, Names.IdRule);
        return publicId;
    }

    private static SecretSource? BindApiKey(ObjectBinder app, DialectRules? dialect)
    {
        bool isThere = app.Find("appKey") is not null;
        return isThere || dialect is { HasApiKey: true } ? Secrets.Need(app, "appKey") : null;
    }

    private static void ReportMembersOfOtherDialects(ObjectBinder app, DialectRules? dialect)
    {
        if (dialect is null)
            return;
        foreach (string idMember in BuiltInDialects.All.Select(d => d.PublicIdMember))
        {
            if (idMember != dialect.PublicIdMember)
                Report(idMember, $"its public id is \"{dialect.PublicIdMember}\"");
        }
        if (!dialect.HasApiKey)
            Report("appKey", "its API asks for no key, remove it");
        if (!dialect.HasTokenEndpoint)
            Report("tokenEndpoint", "its API always asks for credentials, remove it");

        void Report(string member, string hint)
        {
            if (app.Find(member) is { } found)
                app.Problems.Report(
                    PolicyProblems.MemberOfOtherDialect, found.NameToken, dialect.Name, member, hint);
        }
    }
}
