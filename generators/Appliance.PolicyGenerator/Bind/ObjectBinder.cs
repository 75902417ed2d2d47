using System.Diagnostics;
using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>An object of the policy with a fixed set of members: reports unknown, duplicate and missing members and
/// wrong types. A value that is not an object is reported and treated as empty.</summary>
internal readonly struct ObjectBinder
{
    private readonly IReadOnlyList<JsonMember> _members;
    private readonly ByteRange _anchor;
    private readonly string _what;
    private readonly string[] _known;
    private readonly bool _isObject;

    /// <param name="node">The value.</param>
    /// <param name="anchor">The location for missing members: the object's name, or its opening bracket.</param>
    /// <param name="what">The object with its article, for messages.</param>
    /// <param name="known">The allowed members.</param>
    /// <param name="diagnostics">Receives the diagnostics.</param>
    public ObjectBinder(JsonNode node, ByteRange anchor, string what, string[] known, DiagnosticBag diagnostics)
    {
        _members = node.Members;
        _anchor = anchor;
        _what = what;
        _known = known;
        _isObject = node.Kind == JsonTokenKind.ObjectStart;
        Diagnostics = diagnostics;
        if (!_isObject)
            diagnostics.Report(PolicyDiagnostics.WrongType, node.Token, what, "an object", JsonKinds.Name(node.Kind));
        foreach (JsonMember member in JsonKinds.Distinct(node, diagnostics))
        {
            if (Array.IndexOf(known, member.Name) < 0)
                diagnostics.Report(
                    PolicyDiagnostics.UnknownMember, member.NameToken,
                    member.Name, what, NearMiss.Hint(member.Name, known));
        }
    }

    public DiagnosticBag Diagnostics { get; }

    /// <summary>The member with that name and any type.</summary>
    public JsonMember? Find(string name)
    {
        Debug.Assert(Array.IndexOf(_known, name) >= 0, "a member that the object does not declare");
        foreach (JsonMember member in _members)
        {
            if (member.Name == name)
                return member;
        }
        return null;
    }

    /// <summary>The value of a member; null if the member is absent or its type was reported.</summary>
    public JsonNode? Find(string name, JsonTokenKind kind)
    {
        JsonNode? value = Find(name)?.Value;
        if (value is null || value.Kind == kind)
            return value;
        ReportType(name, value, JsonKinds.Name(kind));
        return null;
    }

    /// <summary>A member that is an object; null if it is absent.</summary>
    /// <param name="name">The member.</param>
    /// <param name="what">The object with its article, for messages.</param>
    /// <param name="known">Its allowed members.</param>
    public ObjectBinder? FindObject(string name, string what, string[] known) => Find(name) is { } member
        ? new ObjectBinder(member.Value, member.NameToken, what, known, Diagnostics) : null;

    /// <summary>Same as <see cref="Find(string, JsonTokenKind)"/>, and reports an absent member.</summary>
    public JsonNode? Require(string name, JsonTokenKind kind)
    {
        JsonNode? value = Find(name, kind);
        Require(name);
        return value;
    }

    /// <summary>Reports an absent member.</summary>
    public void Require(string name)
    {
        if (Find(name) is null)
            ReportMissing(name, _what);
    }

    public bool? FindFlag(string name)
    {
        JsonNode? value = Find(name)?.Value;
        if (value is null or { Kind: JsonTokenKind.True or JsonTokenKind.False })
            return value is null ? null : value.Kind == JsonTokenKind.True;
        ReportType(name, value, JsonKinds.Name(JsonTokenKind.True));
        return null;
    }

    /// <summary>The index of a string member among the keywords; -1 if it is absent or was reported.</summary>
    public int FindKeyword(string name, string what, IReadOnlyList<string> keywords)
    {
        JsonNode? value = Find(name, JsonTokenKind.String);
        if (value is null)
            return -1;
        for (int i = 0; i < keywords.Count; i++)
        {
            if (keywords[i] == value.Text)
                return i;
        }
        Diagnostics.ReportNoneOf(value, what, keywords);
        return -1;
    }

    /// <summary>The value that a string member names; null if it is absent or was reported.</summary>
    public T? FindKeyword<T>(string name, string what, Keywords<T> keywords) where T : struct, Enum
    {
        int index = FindKeyword(name, what, (IReadOnlyList<string>)keywords);
        return index < 0 ? null : keywords.Values[index];
    }

    /// <summary>The distinct strings of a list; null if the member is absent or not a list.</summary>
    public List<JsonNode>? FindTexts(string name)
    {
        JsonNode? list = Find(name, JsonTokenKind.ArrayStart);
        if (list is null)
            return null;
        var texts = new List<JsonNode>(list.Items.Count);
        var seen = new HashSet<string>();
        foreach (JsonNode item in list.Items)
        {
            if (item.Kind != JsonTokenKind.String)
                Diagnostics.Report(
                    PolicyDiagnostics.WrongType, item.Token,
                    $"an item of \"{name}\"", JsonKinds.Name(JsonTokenKind.String), JsonKinds.Name(item.Kind));
            else if (seen.Add(item.Text))
                texts.Add(item);
            else
                Diagnostics.Report(PolicyDiagnostics.DuplicateItem, item.Token, item.Text);
        }
        return texts;
    }

    /// <summary>Reports that the object, described as <paramref name="what"/>, lacks a member, unless a misspelt member
    /// was reported that may be it.</summary>
    public void ReportMissing(string name, string what)
    {
        if (_isObject && !IsMisspelt(name))
            Diagnostics.Report(PolicyDiagnostics.MissingMember, _anchor, name, what);
    }

    /// <summary>Whether the object has an unknown member with a similar name.</summary>
    public bool IsMisspelt(string name)
    {
        string[] known = _known;
        return _members.Any(m => Array.IndexOf(known, m.Name) < 0 && NearMiss.IsMiss(m.Name, name));
    }

    /// <summary>Reports a diagnostic about the whole object.</summary>
    public void Report(DiagnosticDescriptor rule, params object[] arguments) =>
        Diagnostics.Report(rule, _anchor, arguments);

    private void ReportType(string name, JsonNode value, string expected) => Diagnostics.Report(
        PolicyDiagnostics.WrongType, value.Token, $"\"{name}\"", expected, JsonKinds.Name(value.Kind));
}
