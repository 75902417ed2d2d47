using Appliance.TestKit;

namespace Appliance.PolicyModel.Tests;

/// <summary>The project's own policy through its generated C# API.</summary>
public class CurrentPolicyTests
{
    [Fact]
    public void Compiled_policy_has_the_apps_of_the_file()
    {
        Assert.Equal(
            [Policies.Johndoe.App, Policies.Oldapp.App, Policies.Clinic.App], Policies.Current.Apps);
        Assert.Same(Policies.Clinic.App, Policies.Current.FindApp("clinic"u8));
        Assert.Equal(0, Policies.Current.IndexOfPublicId("5f9e0c8d2b7a4e1f6c3d9a10"u8));
        Assert.Null(Policies.Current.FindApp("unknown"u8));
    }

    [Fact]
    public void Roles_and_room_types_are_typed_members()
    {
        Assert.Equal("host", Policies.Johndoe.Roles.Host.Name);
        Assert.Same(Policies.Johndoe.Roles.Guest, Policies.Johndoe.App.FindRole("guest"u8));
        Assert.Equal(RoomKind.Scheduled, Policies.Clinic.RoomTypes.Webinar.Kind);
        Assert.Same(Policies.Oldapp.RoomTypes.Conference, Policies.Oldapp.App.RoomAt(0).Type);
    }

    [Fact]
    public void Role_not_allowed_in_a_room_is_denied()
    {
        Assert.True(Policies.Johndoe.App.TryFindRoom("634012a94208780bf665346b"u8, out Room room));
        Decision decision = Rules.Decide(
            Policies.Johndoe.Roles.Guest.Constraints, room.Constraints, 0, Rules.DefaultLifetime);
        Assert.Equal(Decision.Deny(Denial.RoleNotAllowedInRoom), decision);
    }

    [Fact]
    public void Policy_lookups_do_not_allocate()
    {
        Assert.Equal(0, Allocations.Of(() =>
        {
            App app = Policies.Current.FindApp("clinic"u8)!;
            app.FindRole("viewer"u8);
            app.TryFindRoom("5dc1a2b34c5d6e7f80912a3c"u8, out _);
            app.RoomNameAt(1);
        }));
    }
}
