using System.Text.Json;
using Appliance.Commands;

namespace Appliance.Tests;

/// <summary>The output of <c>version</c>.</summary>
public class VersionOutputTests
{
    private static readonly string[] Names = ["version", "commit", "policy", "flavour", "sha256", "runtime"];

    [Fact]
    public void Json_and_text_have_the_same_members()
    {
        JsonElement json = JsonDocument.Parse(Rendered.By(VersionCommand.WriteJson)).RootElement;
        Assert.Equal(Names, json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            Names.Select(name => $"{name} {json.GetProperty(name).GetString() ?? "unknown"}"),
            Rendered.By(VersionCommand.WriteText).TrimEnd('\n').Split('\n')
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal(Policies.Current.Digest, json.GetProperty("policy").GetString());
        Assert.Equal("all", json.GetProperty("flavour").GetString());
    }

    /// <summary>The SDK embeds the commit where there is a repository.</summary>
    [Fact]
    public void Version_and_commit_have_no_remainder_of_each_other()
    {
        JsonElement json = JsonDocument.Parse(Rendered.By(VersionCommand.WriteJson)).RootElement;
        Assert.Matches(@"^\d+\.\d+\.\d+$", json.GetProperty("version").GetString());
        if (json.GetProperty("commit").GetString() is { } commit)
            Assert.Matches("^[0-9a-f]{40}$", commit);
    }
}
