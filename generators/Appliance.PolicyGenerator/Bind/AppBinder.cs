using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>A bound app.</summary>
/// <param name="Name">The name.</param>
/// <param name="NameToken">Its location.</param>
/// <param name="PublicId">The public id; null if it was reported.</param>
/// <param name="Layout">The location of the name of its dialect, which lays out its tokens.</param>
/// <param name="Model">The model; null if the app has an error.</param>
internal sealed record BoundApp(
    string Name, ByteRange NameToken, JsonNode? PublicId, ByteRange Layout, AppModel? Model);

/// <summary>Binds one app.</summary>
internal static class AppBinder
{
    private static readonly string[] Members =
    [
        "dialect", .. ApiRules.PublicIdMembers, "appKey", "secret", "previousSecret", "leeway", "signedLifeMax",
        "tokenEndpoint", "sampleFront", "rateLimit", "maxRooms", "defaults", "claims", "starterKit", "roles",
        "roomTypes", "templateIds", "rooms",
    ];

    public static BoundApp Bind(
        JsonMember entry, FileScope file, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        int errorsBefore = diagnostics.ErrorCount;
        var app = new ObjectBinder(entry.Value, entry.NameToken, "an app", Members, diagnostics);
        var scope = new AppScope(diagnostics) { Dialect = BindDialect(app, file) };
        scope.Defaults = Defaults.Bind(app, scope.Dialect).Over(file.Defaults, scope.Dialect);
        scope.Claims = ClaimOverrides.Apply(scope.Dialect?.Claims ?? scope.Claims, app, scope);
        BindKit(app, scope);
        JsonNode? publicId = BindPublicId(app, scope.Dialect);
        SecretSource? secret = Secrets.Require(app, "secret");
        SecretSource? previousSecret = Secrets.FindPrevious(app, "previousSecret", secret);
        SecretSource? apiKey = BindApiKey(app, scope.Dialect);
        bool sampleFront = app.FindFlag("sampleFront") ?? false;
        RateLimit? rateLimit = RateLimitBinder.Bind(app);
        int? roomsMax = Numbers.Read(
            app.Find("maxRooms", JsonTokenKind.Number), "a number of rooms", min: 0, AppLimits.RoomsMax, diagnostics);
        long? leewaySeconds = Durations.Find(app, "leeway", secondsMin: 0, AppLimits.LeewaySecondsMax);
        long? signedLifetimeMaxSeconds = Durations.Find(app, "signedLifeMax", secondsMin: 1);
        ReportMembersOfOtherApis(app, scope.Dialect);
        RoleBinder.BindAll(app, scope);
        RoomTypeBinder.BindAll(app, scope);
        TemplateIdModel[] templateIds = TemplateIdBinder.BindAll(app, scope);
        RoomsModel rooms = RoomBinder.BindAll(app, scope, cancellation);
        TokenEndpointModel? endpoint = TokenEndpointBinder.Bind(app, scope, rooms);

        bool createsRooms = scope.Dialect is { Api.CreatesRooms: true } && roomsMax != 0;
        bool isValid = file.IsValid && diagnostics.ErrorCount == errorsBefore;
        // After an error, unused parts and open endpoints may be false alarms.
        if (isValid)
        {
            UnusedDefinitions.Report(app, scope, rooms, createsRooms);
            Exposure.Report(app, scope, endpoint, sampleFront);
        }
        ByteRange layout = app.Find("dialect")?.Value.Token ?? default;
        if (!isValid || scope.Dialect is null || publicId is null || secret is null)
            return new(entry.Name, entry.NameToken, publicId, layout, null);
        var model = new AppModel(
            entry.Name, Names.ToIdentifier(entry.Name), scope.Dialect.Name, scope.Dialect.Api.Api,
            scope.Dialect.Header, scope.Dialect.Audience, publicId.Text, secret, previousSecret, apiKey, endpoint,
            sampleFront, rateLimit, roomsMax ?? AppLimits.RoomsDefault,
            leewaySeconds ?? AppLimits.LeewaySecondsDefault, signedLifetimeMaxSeconds ?? 0,
            new([.. scope.Roles]), new([.. scope.RoomTypes]), new(templateIds), rooms);
        return new(entry.Name, entry.NameToken, publicId, layout, model);
    }

    private static DialectRules? BindDialect(ObjectBinder app, FileScope file)
    {
        JsonNode? name = app.Require("dialect", JsonTokenKind.String);
        if (name is null)
            return null;
        if (file.Dialects.TryGetValue(name.Text, out DialectRules? dialect))
            return dialect;
        app.Diagnostics.ReportNoneOf(name, "a dialect", file.Dialects.Keys);
        return null;
    }

    private static void BindKit(ObjectBinder app, AppScope scope)
    {
        int index = app.FindKeyword("starterKit", "a starter kit", StarterKit.Names);
        scope.Kit = index < 0 ? null : StarterKit.All[index];
        scope.KitUnknown = index < 0 && (app.Find("starterKit") is not null || app.IsMisspelt("starterKit"));
    }

    private static JsonNode? BindPublicId(ObjectBinder app, DialectRules? dialect)
    {
        if (dialect is null)
            return null;
        string member = dialect.Api.PublicIdMember;
        JsonNode? publicId = app.Require(member, JsonTokenKind.String);
        // The message omits the value: it may be a secret that was pasted by mistake.
        if (publicId is not null && !Names.IsId(publicId.Text))
            app.Diagnostics.Report(PolicyDiagnostics.BadPublicId, publicId.Token, member, Names.IdRule);
        return publicId;
    }

    private static SecretSource? BindApiKey(ObjectBinder app, DialectRules? dialect)
    {
        bool isPresent = app.Find("appKey") is not null;
        return isPresent || dialect is { Api.RequiresApiKey: true } ? Secrets.Require(app, "appKey") : null;
    }

    private static void ReportMembersOfOtherApis(ObjectBinder app, DialectRules? dialect)
    {
        if (dialect is null)
            return;
        foreach (string idMember in ApiRules.PublicIdMembers)
        {
            if (idMember != dialect.Api.PublicIdMember)
                Report(idMember, $"write \"{dialect.Api.PublicIdMember}\", the public id of these apps");
        }
        if (!dialect.Api.HasTokenEndpoint)
            Report("tokenEndpoint", "it has no token endpoint without credentials, remove it");
        if (!dialect.Api.HasSampleFront)
            Report("sampleFront", ApiRules.OnlyWith(api => api.HasSampleFront, "a sample front"));
        if (!dialect.Api.HasTemplateIds)
            Report("templateIds", ApiRules.OnlyWith(api => api.HasTemplateIds, "templates"));
        if (dialect.Api.Api == TokenApi.None)
            Report("rateLimit", "no HTTP API serves the app, remove it");
        // Run-time records of pattern rooms count too, for every API.
        if (!dialect.Api.CreatesRooms && !HasPattern(app))
            Report("maxRooms", "its API creates no rooms and it has no room pattern, remove it");

        void Report(string member, string hint)
        {
            if (app.Find(member) is { } found)
                app.Diagnostics.Report(
                    PolicyDiagnostics.MemberOfOtherDialect, found.NameToken, dialect.Name, member, hint);
        }
    }

    private static bool HasPattern(ObjectBinder app) =>
        app.Find("rooms")?.Value is { Kind: JsonTokenKind.ObjectStart } rooms
        && rooms.Members.Any(room => room.Name.EndsWith("*", StringComparison.Ordinal));
}
