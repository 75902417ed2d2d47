using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>An additional file in memory; without text it is unreadable.</summary>
internal sealed class PolicyFile(SourceText? text, string path = PolicyFile.DefaultPath) : AdditionalText
{
    public const string DefaultPath = "/repository/policies.json";

    public PolicyFile(string text)
        : this(SourceText.From(text))
    {
    }

    public override string Path => path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) => text;
}
