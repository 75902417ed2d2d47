using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>A document, with its links and the anchors of its headings.</summary>
internal sealed partial class MarkdownFile
{
    private static readonly string[] Folders = ["docs", "deploy"];

    private readonly string _text;

    /// <param name="path">The path relative to the repository.</param>
    public MarkdownFile(string path)
    {
        Path = path;
        string text = File.ReadAllText(System.IO.Path.Combine(Places.Repository, path));
        Lines = text.TrimEnd('\n').Split('\n');
        _text = Fence().Replace(text, "");
    }

    /// <summary>All documents of the repository.</summary>
    public static IReadOnlyList<MarkdownFile> All { get; } =
    [
        .. SourceTree.Find("*.md")
            .Concat(Folders.Select(folder => System.IO.Path.Combine(Places.Repository, folder)).SelectMany(
                folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)))
            .Concat(Directory.EnumerateFiles(Places.Repository, "*.md"))
            .Select(SourceTree.Relative)
            .Order(StringComparer.Ordinal)
            .Select(path => new MarkdownFile(path)),
    ];

    public string Path { get; }

    public string[] Lines { get; }

    /// <summary>The targets of links and images inside of the repository, as written.</summary>
    public IEnumerable<string> Links => Link().Matches(CodeSpan().Replace(_text, ""))
        .Select(match => match.Groups["target"].Value)
        .Where(target => !Scheme().IsMatch(target));

    /// <summary>The anchors that GitHub generates for headings, and explicit ones.</summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            HashSet<string> anchors = [.. ExplicitAnchor().Matches(_text).Select(match => match.Groups["id"].Value)];
            foreach (Match heading in Heading().Matches(_text))
            {
                string title = Link().Replace(Tag().Replace(heading.Groups["title"].Value, ""), "${text}");
                string anchor = Punctuation().Replace(title.Trim().ToLowerInvariant(), "").Replace(' ', '-');
                int same = 0;
                while (!anchors.Add(same == 0 ? anchor : $"{anchor}-{same}"))
                    same++;
            }
            return anchors;
        }
    }

    /// <summary>The path of a link's target relative to the repository, and its anchor, which may be empty.</summary>
    public (string Path, string Anchor) Resolve(string link)
    {
        string[] parts = link.Split('#', 2);
        string folder = System.IO.Path.Combine(Places.Repository, System.IO.Path.GetDirectoryName(Path)!);
        string target = parts[0] == "" ? Path : SourceTree.Relative(System.IO.Path.GetFullPath(parts[0], folder));
        return (target, parts.Length == 2 ? parts[1] : "");
    }

    [GeneratedRegex(@"^ *```.*?^ *```[^\n]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`[^`\n]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^#{1,6} (?<title>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("""<a id="(?<id>[^"]*)">""")]
    private static partial Regex ExplicitAnchor();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
