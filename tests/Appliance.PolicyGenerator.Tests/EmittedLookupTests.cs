using System.Reflection;
using System.Text;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Lookups in generated code that was compiled and loaded.</summary>
public class EmittedLookupTests
{
    private static readonly CompiledPolicy Policy = CompiledPolicies.Load(SamplePolicies.Project);

    [Fact]
    public void App_lookup_finds_apps_by_name_and_by_public_id()
    {
        Assert.Equal(["johndoe", "oldapp", "clinic"], Policy.Apps.Select(app => app.Name));
        Assert.All(Policy.Apps, app =>
        {
            Assert.Same(app, Policy.FindApp(Encoding.UTF8.GetBytes(app.Name)));
            Assert.Same(app, Policy.Apps[Policy.IndexOfPublicId(Encoding.UTF8.GetBytes(app.PublicId))]);
        });
        Assert.Null(Policy.FindApp("JOHNDOE"u8));
        Assert.Null(Policy.FindApp("johndo"u8));
        Assert.Null(Policy.FindApp(""u8));
        Assert.Equal(-1, Policy.IndexOfPublicId("johndoe"u8));
    }

    [Fact]
    public void Compiled_app_has_the_settings_of_the_policy()
    {
        App johndoe = Policy.Apps[0], oldapp = Policy.Apps[1], clinic = Policy.Apps[2];
        Assert.Equal(("100ms", TokenApi.Hms100), (johndoe.Dialect, johndoe.Api));
        Assert.Equal(new SecretSource(SecretKind.Environment, "JOHNDOE_APP_SECRET"), johndoe.TokenSecret);
        Assert.Null(johndoe.ApiKey);
        Assert.Equal((null, 5, 1_000), (johndoe.PreviousTokenSecret, johndoe.LeewaySeconds, johndoe.RoomsMax));
        Assert.True(johndoe.TokenEndpoint.Enabled);
        Assert.Equal(["*"], johndoe.TokenEndpoint.AllowedOrigins);
        Assert.False(oldapp.TokenEndpoint.Enabled);
        Assert.Equal(("enablex", TokenApi.EnableX), (clinic.Dialect, clinic.Api));
        Assert.Equal("env:CLINIC_APP_KEY", clinic.ApiKey?.ToString());
        Assert.False(clinic.TokenEndpoint.Enabled);
    }

    [Fact]
    public void Starter_kit_adds_its_roles_and_room_types()
    {
        App oldapp = Policy.Apps[1];
        Assert.Equal(["host", "guest"], oldapp.Roles.Select(role => role.Name));
        Assert.Equal("conference", Assert.Single(oldapp.RoomTypes).Name);
        Assert.Equal(0b11UL, oldapp.RoomTypes[0].RolesAllowed);
        Assert.Equal(new Expiry(1, 86_400, 86_400), oldapp.Roles[0].Constraints.Expiry);
    }

    [Fact]
    public void Role_lookup_by_name_returns_expiry_and_grants()
    {
        App johndoe = Policy.Apps[0];
        for (int i = 0; i < johndoe.Roles.Count; i++)
        {
            Assert.Same(johndoe.Roles[i], johndoe.FindRole(Encoding.UTF8.GetBytes(johndoe.Roles[i].Name)));
            Assert.Equal(i, johndoe.Roles[i].Constraints.Index);
        }
        Assert.Null(johndoe.FindRole("hos"u8));
        Assert.Equal(new Expiry(60, 3_600, 86_400), johndoe.FindRole("guest"u8)!.Constraints.Expiry);
        Assert.Equal(Grants.Publish | Grants.Subscribe | Grants.Chat, johndoe.FindRole("guest"u8)!.Grants);
        Assert.Equal(new Expiry(1, 900, 900), Policy.Apps[2].Roles[0].Constraints.Expiry);
    }

    [Fact]
    public void Compiled_room_types_have_the_rules_of_the_policy()
    {
        IReadOnlyList<RoomType> johndoe = Policy.Apps[0].RoomTypes, clinic = Policy.Apps[2].RoomTypes;
        Assert.Equal((0b11UL, false), (johndoe[0].RolesAllowed, johndoe[0].Recording));
        Assert.Equal((0b01UL, true), (johndoe[1].RolesAllowed, johndoe[1].Recording));
        Assert.Equal(90 * 86_400, johndoe[0].ExpiryMaxSeconds);
        Assert.False(johndoe[0].SingleUse);
        Assert.Equal((RoomKind.Scheduled, 900L, 900L, true),
            (clinic[1].Kind, clinic[1].OpensBeforeSeconds, clinic[1].ExpiryMaxSeconds, clinic[1].SingleUse));
    }

    [Fact]
    public void Room_lookup_finds_rooms_by_id()
    {
        App clinic = Policy.Apps[2];
        Assert.Equal(3, clinic.RoomCount);
        Assert.True(clinic.TryFindRoom("5dc1a2b34c5d6e7f80912a3c"u8, out Room room));
        Assert.Equal(new Room(clinic.RoomTypes[1], 2_209_024_800, 3_600), room);
        Assert.False(clinic.TryFindRoom("5dc1a2b34c5d6e7f80912a3e"u8, out _));
        Assert.False(clinic.TryFindRoom(""u8, out _));
        Assert.Equal(["front-desk", "new-year", "long-ago"],
            Enumerable.Range(0, 3).Select(i => Encoding.UTF8.GetString(clinic.RoomNameAt(i))));
        Assert.Equal("5dc1a2b34c5d6e7f80912a3d", Encoding.UTF8.GetString(clinic.RoomIdAt(2)));
    }

    [Fact]
    public void App_without_rooms_has_no_room_and_keeps_its_secret_source()
    {
        App desk = CompiledPolicies.Load(
            """
            { "policy": 1, "apps": { "desk": {
              "dialect": "100ms", "accessKey": "key-1", "secret": "b64:file:/run/desk.key",
              "starterKit": "webinar" } } }
            """).Apps[0];
        Assert.Equal(0, desk.RoomCount);
        Assert.Equal(-1, desk.IndexOfRoom("any"u8));
        Assert.Equal(new SecretSource(SecretKind.File, "/run/desk.key", IsBase64: true), desk.TokenSecret);
    }

    [Fact]
    public void Typed_members_return_the_same_instances_as_the_policy()
    {
        Assembly assembly = CompiledPolicies.Assemble(SamplePolicies.Small);
        object? Member(string type, string name) =>
            assembly.GetType($"{GeneratorHarness.Namespace}.{type}", throwOnError: true)!
                .GetProperty(name)!.GetValue(null);

        var policy = (CompiledPolicy)Member("Policies", "Current")!;
        Assert.Same(policy.Apps[0], Member("Policies+Web", "App"));
        Assert.Same(policy.Apps[0].Roles[1], Member("Policies+Web+Roles", "Guest"));
        Assert.Same(policy.Apps[0].RoomTypes[1], Member("Policies+Web+RoomTypes", "Meeting"));
    }
}
