using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Appliance.TestKit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Appliance.EndToEnd.Tests.Documents;

/// <summary>Checks the syntax of data in documents, without other programs.</summary>
internal static partial class FenceSyntax
{
    /// <summary>The instructions of the Dockerfile reference that start a line.</summary>
    private static readonly string[] Instructions =
    [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "ONBUILD", "RUN",
        "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ];

    private static readonly JsonDocumentOptions TrailingCommas = new() { AllowTrailingCommas = true };

    /// <summary>Describes the fault; null if the fence is valid or another program checks its language.</summary>
    public static string? FaultOf(Fence fence)
    {
        try
        {
            switch (fence.Language)
            {
                case "json":
                    ParseJson(fence.Text);
                    break;
                case "diff":
                    ParseResult(fence);
                    break;
                case "yaml":
                    new YamlStream().Load(new StringReader(fence.Text));
                    break;
                case "dockerfile":
                    return FaultOfDockerfile(fence);
                case "console":
                    ParseResponses(fence);
                    break;
            }
            return null;
        }
        catch (Exception e) when (e is JsonException or YamlException or System.Xml.XmlException)
        {
            return e.Message;
        }
    }

    /// <summary>A value, the members of an object, or a value per line.</summary>
    private static void ParseJson(string text)
    {
        if (text.StartsWith('"'))
            text = $"{{{text}}}";
        string[] values = text.StartsWith("{\n", StringComparison.Ordinal) ? [text] : text.Split("\n{");
        foreach (string value in values.Select((value, index) => index == 0 ? value : "{" + value))
            JsonDocument.Parse(value, TrailingCommas).Dispose();
    }

    /// <summary>The lines that a diff keeps or adds: JSON or XML. <c>…</c> stands for left-out members.</summary>
    private static void ParseResult(Fence fence)
    {
        string text = string.Join('\n', fence.Lines
            .Where(line => !line.StartsWith('-')).Select(line => line.Length < 2 ? "" : line[2..]));
        if (text.StartsWith('<'))
        {
            XElement.Parse($"<all>{text}</all>");
            return;
        }
        foreach (string part in text.Split("\n…\n"))
            ParseJson(Elision().Replace(part, "$1"));
    }

    /// <summary>The JSON in the output of commands that are not run.</summary>
    private static void ParseResponses(Fence fence)
    {
        foreach (string output in ShellCommands.Of(fence).Select(command => command.Output)
            .Where(output => output is ['{', ..] or ['[', ..]))
            ParseJson(Elision().Replace(output, "$1"));
    }

    private static string? FaultOfDockerfile(Fence fence)
    {
        foreach (string line in fence.Lines)
        {
            string[] parts = line.Split(' ', 2);
            if (parts.Length < 2 || !Instructions.Contains(parts[0]))
                return $"no instruction: {line}";
            if (parts[1].StartsWith('['))
                JsonDocument.Parse(parts[1]).Dispose();
        }
        return fence.Text.StartsWith("FROM ", StringComparison.Ordinal) ? null : "the first instruction is not FROM";
    }

    /// <summary>A string, or a left-out part.</summary>
    [GeneratedRegex("""("(?:[^"\\]|\\.)*")|,?\s*…""")]
    private static partial Regex Elision();
}
