using System.Text;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Results;

/// <summary>The policy as text; each line ends with its longest column.</summary>
public static class PolicyText
{
    private const int Indent = 2;
    private const string None = "-";

    public static void Write(ResultWriter result, string digest, IReadOnlyList<App> apps)
    {
        result.Text($"digest  {digest}\n");
        foreach (App app in apps)
        {
            result.Text($"\n{app.Name}\n");
            WriteSummary(result, app);
            WriteRows(result, ["role", "min", "default", "max", "onExcess", "grants"], app.Roles.Count,
                index => RoleRow(app.Roles[index]));
            WriteRows(result, ["room type", "kind", "opensBefore", "session", "max", "singleUse", "recording", "roles"],
                app.RoomTypes.Count, index => RoomTypeRow(app, app.RoomTypes[index]));
            WriteRows(result, ["template id", "room type"], app.TemplateIds.Count,
                index => [app.TemplateIds[index].Id, app.TemplateIds[index].Type.Name]);
            WriteRows(result, ["room", "type", "start", "duration", "name"], app.RoomCount,
                index => RoomRow(app, index));
            WriteRows(result, ["room pattern", "type", "start", "duration"], app.RoomPatterns.Count,
                index => PatternRow(app.RoomPatterns[index]));
        }
    }

    private static void WriteSummary(ResultWriter result, App app)
    {
        VendorApi? vendor = VendorApis.Of(app);
        List<string[]> lines =
        [
            ["dialect", app.Dialect],
            ["API", DisplayNames.Of(app.Api)],
            ["public id", SafeText.Of(app.PublicId)],
            ["token secret", SafeText.Of(app.TokenSecret.ToString())],
        ];
        if (app.PreviousTokenSecret is not null)
            lines.Add(["previous secret", SafeText.Of(app.PreviousTokenSecret.ToString())]);
        if (app.ApiKey is not null)
            lines.Add(["API key", SafeText.Of(app.ApiKey.ToString())]);
        if (app.LeewaySeconds > 0)
            lines.Add(["leeway", Duration.ToText(app.LeewaySeconds)]);
        if (app.SignedLifetimeMaxSeconds > 0)
            lines.Add(["signed by back ends", $"for at most {Duration.ToText(app.SignedLifetimeMaxSeconds)}"]);
        if (vendor is { HasOpenEndpoint: true })
            lines.Add(["token endpoint", Describe(app)]);
        if (app.SampleFront)
            lines.Add(["sample front", "on; its callers send the API key"]);
        if (app.RateLimit is { } limit)
            lines.Add(["rate limit", $"{limit.PerSecond} requests/s per client address, burst {limit.Burst}"]);
        if (vendor is { CreatesRooms: true })
            lines.Add(["run-time rooms", $"at most {app.RoomsMax}"]);
        Table.Write(result, lines.Count, index => lines[index], Indent);
    }

    private static string Describe(App app)
    {
        TokenEndpoint endpoint = app.TokenEndpoint;
        if (!endpoint.Enabled)
            return "off";
        StringBuilder text = new("on");
        if (endpoint.Role == "")
            Add("roles ", string.Join(' ', DisplayNames.EndpointRolesOf(app)));
        Add("role ", endpoint.Role);
        Add("room ", endpoint.Room);
        Add("server ", endpoint.ServerUrl);
        Add("pages of ", string.Join(' ', endpoint.AllowedOrigins));
        return text.ToString();

        void Add(string label, string value)
        {
            if (value != "")
                text.Append("; ").Append(label).Append(SafeText.Of(value));
        }
    }

    private static void WriteRows(ResultWriter result, string[] heading, int count, Func<int, string[]> row)
    {
        if (count == 0)
            return;
        result.Text("\n");
        Table.Write(result, count + 1, index => index == 0 ? heading : row(index - 1), Indent);
    }

    private static string[] RoleRow(Role role)
    {
        Expiry expiry = role.Constraints.Expiry;
        return
        [
            role.Name, Duration.ToText(expiry.MinSeconds), Duration.ToText(expiry.DefaultSeconds),
            Duration.ToText(expiry.MaxSeconds), DisplayNames.Of(expiry.OnExcess), Joined(DisplayNames.Of(role.Grants)),
        ];
    }

    private static string[] RoomTypeRow(App app, RoomType type) =>
    [
        type.Name, DisplayNames.Of(type.Kind),
        type.Kind == RoomKind.Scheduled ? Duration.ToText(type.OpensBeforeSeconds) : None,
        type.Kind == RoomKind.AdHoc ? Duration.ToText(type.SessionSeconds) : None,
        Duration.ToText(type.ExpiryMaxSeconds), type.SingleUse ? "yes" : "no", type.Recording ? "yes" : "no",
        Joined(DisplayNames.RolesOf(app, type)),
    ];

    private static string[] RoomRow(App app, int index)
    {
        Room room = app.RoomAt(index);
        return
        [
            Encoding.UTF8.GetString(app.RoomIdAt(index)), room.Type.Name, Start(room), Length(room),
            SafeText.Of(app.RoomNameAt(index)),
        ];
    }

    private static string[] PatternRow(RoomPattern pattern) =>
        [pattern.ToString(), pattern.Room.Type.Name, Start(pattern.Room), Length(pattern.Room)];

    private static string Start(in Room room) =>
        room.Type.Kind == RoomKind.Scheduled ? Instant.ToText(room.StartsAtSeconds) : None;

    private static string Length(in Room room) =>
        room.Type.Kind == RoomKind.Scheduled ? Duration.ToText(room.DurationSeconds) : None;

    private static string Joined(List<string> names) => names.Count == 0 ? None : string.Join(' ', names);
}
