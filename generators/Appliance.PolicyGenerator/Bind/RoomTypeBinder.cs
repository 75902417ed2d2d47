using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds an app's room types: those of the starter kit, then the app's own, which override the kit's member by
/// member.</summary>
internal static class RoomTypeBinder
{
    /// <summary>How long before their start scheduled rooms open by default.</summary>
    private const long OpensBeforeDefaultSeconds = 15 * 60;

    private static readonly string[] Members =
        ["kind", "roles", "opensBefore", "sessionLength", "singleUse", "recording", "expiry"];

    public static void BindAll(ObjectBinder app, AppScope scope)
    {
        foreach (KitRoomType type in scope.Kit?.RoomTypes ?? [])
            Set(scope, FromKit(type, scope));
        JsonNode? map = scope.FindDefinitions(app, "roomTypes");
        bool hasOnlyKit = scope.Kit is not null && app.Find("roomTypes") is null;
        scope.RoomTypesUnknown = scope.KitUnknown || (map is null && !hasOnlyKit);
        List<JsonMember> entries = NamedMap.RoomTypes.Read(map, scope.RoomTypeIndices.Keys, scope.Diagnostics);
        foreach (JsonMember entry in entries)
            Bind(entry, scope);
        NamedMap.ReportCollisions(
            (scope.Kit?.RoomTypes ?? []).Select(type => type.Name), [.. entries.Select(e => (e.Name, e.NameToken))],
            scope.Diagnostics);
    }

    private static RoomTypeModel FromKit(KitRoomType type, AppScope scope)
    {
        ulong allowed = 0;
        foreach (string role in type.Roles)
            allowed |= 1UL << scope.RoleIndices[role];
        long opensBefore = type.Kind == RoomKind.Scheduled ? DefaultOpensBefore(scope) : 0;
        return new(
            type.Name, Names.ToIdentifier(type.Name), type.Kind, allowed, opensBefore, RoomType.SessionSecondsDefault,
            scope.Dialect?.LifetimeMaxSeconds ?? 0, DefaultSingleUse(scope), scope.Defaults.Recording ?? false);
    }

    private static long DefaultOpensBefore(AppScope scope) =>
        scope.Defaults.OpensBeforeSeconds ?? OpensBeforeDefaultSeconds;

    private static bool DefaultSingleUse(AppScope scope) =>
        scope.Dialect is { SingleUse: true } || (scope.Defaults.SingleUse ?? false);

    private static void Bind(JsonMember entry, AppScope scope)
    {
        var binder = new ObjectBinder(entry.Value, entry.NameToken, "a room type", Members, scope.Diagnostics);
        RoomTypeModel? inherited = scope.RoomTypeIndices.TryGetValue(entry.Name, out int index)
            ? scope.RoomTypes[index]
            : null;
        RoomKind? kind = BindKind(binder, inherited);
        ulong roles = BindRoles(binder, inherited, scope);
        long expiryMax = ExpiryBinder.BindRoomTypeMax(binder, scope.Dialect, out ByteRange expiryAt);
        ReportUnreachableMin(roles, expiryMax, expiryAt, scope);
        var type = new RoomTypeModel(
            entry.Name, Names.ToIdentifier(entry.Name), kind ?? RoomKind.Permanent, roles,
            BindOpensBefore(binder, kind, scope), BindSessionLength(binder, kind, scope), expiryMax,
            BindSingleUse(binder, scope),
            binder.FindFlag("recording") ?? scope.Defaults.Recording ?? false);
        Set(scope, type);
        if (kind is null)
            scope.RoomTypesOfUnknownKind.Add(scope.RoomTypeIndices[entry.Name]);
    }

    private static RoomKind? BindKind(ObjectBinder type, RoomTypeModel? inherited)
    {
        if (inherited is not null && type.Find("kind") is null)
            return inherited.Kind;
        if (type.Require("kind", JsonTokenKind.String) is null)
            return null;
        return type.FindKeyword("kind", "a kind of room", PolicyVocabulary.RoomKinds);
    }

    private static ulong BindRoles(ObjectBinder type, RoomTypeModel? inherited, AppScope scope)
    {
        if (inherited is not null && type.Find("roles") is null)
            return inherited.RolesAllowed;
        JsonNode? list = type.Require("roles", JsonTokenKind.ArrayStart);
        return RoleLists.Bind(type, list, "list the roles that may enter", scope);
    }

    private static long BindOpensBefore(ObjectBinder type, RoomKind? kind, AppScope scope)
    {
        long? opensBefore = Durations.Find(type, "opensBefore", secondsMin: 0);
        ReportUnlessOf(RoomKind.Scheduled, "opensBefore", type, kind);
        return kind == RoomKind.Scheduled ? opensBefore ?? DefaultOpensBefore(scope) : 0;
    }

    private static long BindSessionLength(ObjectBinder type, RoomKind? kind, AppScope scope)
    {
        long? length = Durations.FindSessionLength(type);
        ReportUnlessOf(RoomKind.AdHoc, "sessionLength", type, kind);
        return (kind == RoomKind.AdHoc ? length ?? scope.Defaults.SessionSeconds : null)
            ?? RoomType.SessionSecondsDefault;
    }

    private static void ReportUnlessOf(RoomKind only, string name, ObjectBinder type, RoomKind? kind)
    {
        if (kind is not null && kind != only && type.Find(name) is { } member)
            type.Diagnostics.Report(
                PolicyDiagnostics.ScheduleWithoutEffect, member.NameToken,
                name, PolicyVocabulary.RoomKinds.Of(only), "this room type");
    }

    private static bool BindSingleUse(ObjectBinder type, AppScope scope)
    {
        bool? singleUse = type.FindFlag("singleUse");
        if (singleUse == false && scope.Dialect is { SingleUse: true } dialect)
            type.Diagnostics.Report(
                PolicyDiagnostics.SingleUseForced, type.Find("singleUse")!.Value.Value.Token, dialect.Name);
        return singleUse ?? DefaultSingleUse(scope);
    }

    private static void ReportUnreachableMin(ulong roles, long expiryMax, ByteRange at, AppScope scope)
    {
        for (int i = 0; i < scope.Roles.Count && at != default; i++)
        {
            long min = scope.Roles[i].Expiry.MinSeconds;
            if ((roles >> i & 1) != 0 && expiryMax < min)
                scope.Diagnostics.Report(
                    PolicyDiagnostics.ContradictoryExpiry, at, "max", Duration.ToText(expiryMax), "shorter",
                    $"the role \"{scope.Roles[i].Name}\"'s min", Duration.ToText(min));
        }
    }

    private static void Set(AppScope scope, RoomTypeModel type)
    {
        if (scope.RoomTypeIndices.TryGetValue(type.Name, out int index))
        {
            scope.RoomTypes[index] = type;
            return;
        }
        scope.RoomTypeIndices.Add(type.Name, scope.RoomTypes.Count);
        scope.RoomTypes.Add(type);
    }
}
