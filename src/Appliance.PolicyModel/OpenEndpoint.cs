namespace Appliance.PolicyModel;

/// <summary>What an app's endpoint without credentials gives to everyone who can reach it.</summary>
public static class OpenEndpoint
{
    /// <summary>The endpoint is enabled and issues tokens of that role.</summary>
    /// <param name="app">The app.</param>
    /// <param name="role">One of its roles.</param>
    public static bool Gives(App app, Role role)
    {
        TokenEndpoint endpoint = app.TokenEndpoint;
        return endpoint.Enabled && app.Api switch
        {
            TokenApi.Hms100 => (endpoint.RolesAllowed >> role.Constraints.Index & 1) != 0,
            TokenApi.LiveKit => endpoint.Role == role.Name,
            _ => false,
        };
    }

    /// <summary>The roles that it gives and that have one of <see cref="GrantSets.Moderating"/>, by index.</summary>
    public static List<Role> ModeratingRolesOf(App app)
    {
        List<Role> roles = [];
        foreach (Role role in app.Roles)
        {
            if (Gives(app, role) && (role.Grants & GrantSets.Moderating) != 0)
                roles.Add(role);
        }
        return roles;
    }
}
