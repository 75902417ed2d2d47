namespace Appliance.TestKit;

/// <summary>A command of a fence with the output that follows it.</summary>
/// <param name="Text">One or more lines.</param>
/// <param name="Output">The documented output; empty if it is absent.</param>
public sealed record ShellCommand(string Text, string Output);

/// <summary>The commands of shell fences.</summary>
public static class ShellCommands
{
    private const string Prompt = "$ ";

    /// <summary>The commands after each <c>$</c> of a console fence, or the one command of an sh fence.</summary>
    /// <exception cref="FormatException">A console fence does not begin with a prompt.</exception>
    public static IReadOnlyList<ShellCommand> Of(Fence fence)
    {
        if (fence.Language != "console")
            return [new(fence.Text, "")];
        if (!fence.Text.StartsWith(Prompt, StringComparison.Ordinal))
            throw new FormatException($"{fence.Place}: the first line has no prompt");
        List<ShellCommand> commands = [];
        for (int i = 0; i < fence.Lines.Count;)
        {
            string command = fence.Lines[i++][Prompt.Length..];
            while (i < fence.Lines.Count && IsUnfinished(command))
                command += "\n" + fence.Lines[i++];
            string[] output =
            [
                .. fence.Lines.Skip(i).TakeWhile(line => !line.StartsWith(Prompt, StringComparison.Ordinal)),
            ];
            i += output.Length;
            commands.Add(new(command, string.Join('\n', output)));
        }
        return commands;
    }

    /// <summary>The commands of a fence without output, with continued lines joined.</summary>
    public static string TextOf(Fence fence) =>
        string.Join('\n', Of(fence).Select(command => command.Text)).Replace("\\\n", " ");

    /// <summary>Whether a quoted string is open, or the line ends with a backslash.</summary>
    private static bool IsUnfinished(string command)
    {
        char quote = '\0';
        for (int i = 0; i < command.Length; i++)
        {
            char c = command[i];
            if (c == '\\' && quote != '\'')
                i++;
            else if (quote == '\0' && (c is '\'' or '"'))
                quote = c;
            else if (c == quote)
                quote = '\0';
        }
        return quote != '\0' || command.EndsWith('\\');
    }
}
