using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the token endpoint without credentials.</summary>
internal static class TokenEndpointBinder
{
    private static readonly string[] Members = ["enabled", "allowedOrigins", "roles", .. FixedMembers];

    /// <summary>Members for values that requests lack or responses add, if the policy chooses the role.</summary>
    private static string[] FixedMembers => ["role", "room", "serverUrl", RoomConfigClaim.Name];

    public static TokenEndpointModel? Bind(ObjectBinder app, AppScope scope, RoomsModel rooms)
    {
        if (app.FindObject("tokenEndpoint", "a token endpoint", Members) is not { } endpoint)
            return null;
        endpoint.Require("enabled");
        bool enabled = endpoint.FindFlag("enabled") ?? false;
        List<JsonNode> origins = endpoint.FindTexts("allowedOrigins") ?? [];
        foreach (JsonNode origin in origins)
        {
            if (!IsOrigin(origin.Text))
                app.Diagnostics.Report(PolicyDiagnostics.BadOrigin, origin.Token, origin.Text);
        }
        EquatableArray<string> originTexts = new([.. origins.Select(o => o.Text)]);
        if (scope.Dialect is { Api.OpenEndpoint: OpenEndpointRole.Policy })
        {
            ReportRoles(endpoint, scope.Dialect);
            string role = BindRole(endpoint, enabled, scope);
            BindRoomConfig(endpoint, role, scope);
            return new(
                enabled, originTexts, ulong.MaxValue, role, BindRoom(endpoint, rooms),
                BindServerUrl(endpoint, enabled));
        }
        ReportFixedMembers(endpoint, scope);
        return new(enabled, originTexts, BindRoles(endpoint, scope), "", "", "");
    }

    /// <summary>A bitmask of the roles that it may issue; all roles if the policy lists none.</summary>
    private static ulong BindRoles(ObjectBinder endpoint, AppScope scope)
    {
        // If the API has no token endpoint, the member was already reported.
        if (endpoint.Find("roles") is null || scope.Dialect is { Api.HasTokenEndpoint: false })
            return ulong.MaxValue;
        JsonNode? list = endpoint.Find("roles", JsonTokenKind.ArrayStart);
        return RoleLists.Bind(
            endpoint, list, "list the roles that it may issue, or disable it with \"enabled\": false", scope);
    }

    private static void ReportRoles(ObjectBinder endpoint, DialectRules dialect)
    {
        if (endpoint.Find("roles") is { } found)
            endpoint.Diagnostics.Report(
                PolicyDiagnostics.MemberOfOtherDialect, found.NameToken,
                dialect.Name, "roles", "every token gets the same role, write \"role\"");
    }

    private static string BindRole(ObjectBinder endpoint, bool isRequired, AppScope scope)
    {
        // "roles" instead of "role" is one mistake and is reported once.
        JsonNode? role = isRequired && endpoint.Find("roles") is null
            ? endpoint.Require("role", JsonTokenKind.String)
            : endpoint.Find("role", JsonTokenKind.String);
        if (role is not null && !scope.RolesUnknown && !scope.RoleIndices.ContainsKey(role.Text))
            endpoint.Diagnostics.ReportUnknown("role", role, scope.RoleIndices.Keys);
        return role?.Text ?? "";
    }

    /// <summary>All tokens of the endpoint's role have the claim, also those issued elsewhere.</summary>
    private static void BindRoomConfig(ObjectBinder endpoint, string role, AppScope scope)
    {
        bool isKnown = scope.RoleIndices.TryGetValue(role, out int index);
        ClaimsTemplate claims = isKnown ? scope.Roles[index].Claims : scope.Claims;
        claims = RoomConfigClaim.Apply(claims, endpoint, scope);
        if (isKnown)
            scope.Roles[index] = scope.Roles[index] with { Claims = claims };
    }

    private static string BindRoom(ObjectBinder endpoint, RoomsModel rooms)
    {
        JsonNode? room = endpoint.Find("room", JsonTokenKind.String);
        if (room is not null && rooms.Named.All(r => r.Id != room.Text) && rooms.FindPattern(room.Text) is null)
            endpoint.Diagnostics.ReportUnknown("room", room, rooms.DeclaredIds);
        return room?.Text ?? "";
    }

    private static string BindServerUrl(ObjectBinder endpoint, bool isRequired)
    {
        JsonNode? url = isRequired
            ? endpoint.Require("serverUrl", JsonTokenKind.String)
            : endpoint.Find("serverUrl", JsonTokenKind.String);
        if (url is not null && !IsServerUrl(url.Text))
            endpoint.Diagnostics.Report(PolicyDiagnostics.BadServerUrl, url.Token, url.Text);
        return url?.Text ?? "";
    }

    private static void ReportFixedMembers(ObjectBinder endpoint, AppScope scope)
    {
        // If the API has no token endpoint, the member was already reported.
        if (scope.Dialect is not { Api.HasTokenEndpoint: true })
            return;
        foreach (string name in FixedMembers)
        {
            if (endpoint.Find(name) is { } found)
                endpoint.Diagnostics.Report(
                    PolicyDiagnostics.MemberOfOtherDialect, found.NameToken,
                    scope.Dialect.Name, name, name switch
                    {
                        "role" => "its requests name the role, list the allowed ones in \"roles\"",
                        RoomConfigClaim.Name => "its requests cannot configure the room, remove it",
                        _ => "its requests name the room and its responses name no server, remove it",
                    });
        }
    }

    private static bool IsServerUrl(string text) =>
        text.Length <= AppLimits.ServerUrlLengthMax
        && text.All(c => c is > ' ' and <= '~' and not ('"' or '\\'))
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url.Scheme is "ws" or "wss" or "http" or "https" && url.Host.Length > 0 && url.UserInfo.Length == 0;

    /// <summary>An origin as browsers send it (RFC 6454, section 6.2): scheme, host, and a port unless it is the
    /// default.</summary>
    private static bool IsOrigin(string text)
    {
        if (text == "*")
            return true;
        int separator = text.IndexOf("://", StringComparison.Ordinal);
        if (separator < 1 || text.Length > AppLimits.OriginLengthMax || separator + 3 == text.Length)
            return false;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Host.Length > 0
            && text.Take(separator).All(c => IsLowerOrDigit(c) || c is '+' or '.' or '-')
            && text.Skip(separator + 3).All(c => IsLowerOrDigit(c) || c is '.' or '-' or ':' or '[' or ']');
    }

    private static bool IsLowerOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
