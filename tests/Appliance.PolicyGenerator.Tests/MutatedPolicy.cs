using System.Text;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator.Tests;

internal enum Mutation
{
    Delete,
    Duplicate,
    Retype,
    Rename,
}

/// <summary>A policy with one mutated node. Written without a JSON library, which would not duplicate names.</summary>
internal sealed class MutatedPolicy
{
    private static readonly string[] Values =
        """
        null true false 0 -1e9 "" "x" {} [] [[]] {"":""} "1s" "90d" "\u0000" "host" ["guest"] {"x":{}} "{user}"
        "scheduled"
        """.Split([' ', '\n']);

    private static readonly string[] Names =
        ["", "x", "roles", "é", "\\ud83d\\ude00", "Policies", "a b", "max", "host", "expiry", "exp", "kind", "claims"];

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _removedTexts = [];
    private readonly int _nodeIndex;
    private readonly Mutation _mutation;
    private readonly int _variant;
    private int _nextIndex;

    /// <param name="policy">The original policy.</param>
    /// <param name="nodeIndex">The node to mutate, counted from 0 in document order.</param>
    /// <param name="mutation">The kind of mutation.</param>
    /// <param name="variant">Selects the new value or name.</param>
    public MutatedPolicy(JsonNode policy, int nodeIndex, Mutation mutation, int variant)
    {
        (_nodeIndex, _mutation, _variant) = (nodeIndex, mutation, variant);
        if (nodeIndex == 0)
            CollectTexts(policy);
        bool isRetyped = _nextIndex++ == nodeIndex && mutation == Mutation.Retype;
        WriteValue(policy, 0, isRetyped);
        if (nodeIndex == 0)
            Enclosing = TextSpan.FromBounds(0, _text.Length);
    }

    public string Text => _text.ToString();

    /// <summary>The span of the object or list that contains the mutated node, including the container's name.
    /// </summary>
    public TextSpan Enclosing { get; private set; }

    /// <summary>The names and strings of the original node and its descendants.</summary>
    public IReadOnlySet<string> RemovedTexts => _removedTexts;

    public static int CountNodes(JsonNode? node) => 1 + node switch
    {
        JsonObject members => members.Sum(member => CountNodes(member.Value)),
        JsonArray items => items.Sum(CountNodes),
        _ => 0,
    };

    public override string ToString() => $"{_mutation} node {_nodeIndex}, {_variant}: {Text}";

    private void WriteValue(JsonNode? node, int start, bool isRetyped)
    {
        int textStart = _text.Length;
        switch (node)
        {
            case JsonObject members:
                WriteAll('{', members.Select(member => ((string?)member.Key, member.Value)), '}', start);
                break;
            case JsonArray items:
                WriteAll('[', items.Select(item => ((string?)null, item)), ']', start);
                break;
            default:
                _text.Append(node?.ToJsonString() ?? "null");
                break;
        }
        if (!isRetyped)
            return;
        _text.Length = textStart;
        _text.Append(Values[_variant % Values.Length]);
    }

    private void WriteAll(char open, IEnumerable<(string? Name, JsonNode? Value)> children, char close, int start)
    {
        _text.Append(open);
        bool containsMutation = false;
        foreach ((string? name, JsonNode? value) in children)
        {
            int nodeIndex = _nextIndex++;
            bool isMutated = nodeIndex == _nodeIndex;
            containsMutation |= isMutated;
            if (isMutated)
                CollectTexts(value, name);
            int copies = !isMutated ? 1 : _mutation switch { Mutation.Delete => 0, Mutation.Duplicate => 2, _ => 1 };
            int firstIndex = _nextIndex;
            for (int i = 0; i < Math.Max(copies, 1); i++)
            {
                _nextIndex = firstIndex;
                int childStart = _text.Length;
                WriteChild(open, name, value, isMutated);
                if (copies == 0)
                    _text.Length = childStart;
            }
        }
        _text.Append(close);
        if (containsMutation)
            Enclosing = TextSpan.FromBounds(start, _text.Length);
    }

    private void WriteChild(char open, string? name, JsonNode? value, bool isMutated)
    {
        if (_text[^1] != open)
            _text.Append(',');
        int start = _text.Length;
        if (name is not null)
        {
            string newName = isMutated && _mutation == Mutation.Rename ? Names[_variant % Names.Length] : name;
            _text.Append('"').Append(newName).Append("\":");
        }
        WriteValue(value, start, isMutated && _mutation == Mutation.Retype);
    }

    private void CollectTexts(JsonNode? node, string? name = null)
    {
        if (name is not null)
            _removedTexts.Add(name);
        if (node is JsonObject members)
        {
            foreach ((string inner, JsonNode? value) in members)
                CollectTexts(value, inner);
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
                CollectTexts(item);
        }
        else if (node is JsonValue text && text.TryGetValue(out string? content))
            _removedTexts.Add(content);
    }
}
