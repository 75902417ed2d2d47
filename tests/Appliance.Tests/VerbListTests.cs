using System.Reflection;
using ConsoleAppFramework;

namespace Appliance.Tests;

/// <summary>The list of verbs exists once: a class registers its commands, and help has a row for each.</summary>
public class VerbListTests
{
    private static readonly Type[] Types = typeof(Verbs).Assembly.GetTypes();

    [Fact]
    public void Every_command_has_one_row_in_the_list_of_verbs_and_every_row_a_command() => Assert.Equal(
        Verbs.All.Select(verb => verb.Name).Order(),
        Types.SelectMany(CommandsOf).Select(command => command.Command).Order());

    [Fact]
    public void Every_class_with_commands_registers_them() => Assert.All(
        Types.Where(type => CommandsOf(type).Any()),
        type => Assert.NotNull(type.GetCustomAttribute<RegisterCommandsAttribute>()));

    private static IEnumerable<CommandAttribute> CommandsOf(Type type) => type
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Select(method => method.GetCustomAttribute<CommandAttribute>())
        .OfType<CommandAttribute>();
}
