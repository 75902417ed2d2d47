namespace Appliance.PolicyModel;

/// <summary>The roles that an app's token endpoint without credentials issues to every client.</summary>
public static class OpenEndpoint
{
    /// <summary>Whether the endpoint is enabled and issues tokens of that role.</summary>
    /// <param name="app">The app.</param>
    /// <param name="role">One of its roles.</param>
    public static bool Issues(App app, Role role)
    {
        TokenEndpoint endpoint = app.TokenEndpoint;
        return endpoint.Enabled && (endpoint.Role.Length > 0
            ? endpoint.Role == role.Name
            : (endpoint.RolesAllowed >> role.Constraints.Index & 1) != 0);
    }

    /// <summary>The issued roles that have one of <see cref="GrantSets.Moderating"/>, by index.</summary>
    public static List<Role> ModeratingRolesOf(App app) => new List<Role>(app.Roles)
        .FindAll(role => Issues(app, role) && (role.Grants & GrantSets.Moderating) != 0);
}
