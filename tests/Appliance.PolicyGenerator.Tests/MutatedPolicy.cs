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

/// <summary>A policy with one node changed; written by hand, as no writer would repeat a name.</summary>
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
    private readonly HashSet<string> _lost = [];
    private readonly int _place;
    private readonly Mutation _mutation;
    private readonly int _variant;
    private int _next;

    /// <param name="policy">The policy before.</param>
    /// <param name="place">The node to change, counted from 0 as the text has them.</param>
    /// <param name="mutation">What to do to it.</param>
    /// <param name="variant">Which value or name it gets.</param>
    public MutatedPolicy(JsonNode policy, int place, Mutation mutation, int variant)
    {
        (_place, _mutation, _variant) = (place, mutation, variant);
        if (place == 0)
            Gather(policy);
        bool isRetyped = _next++ == place && mutation == Mutation.Retype;
        WriteValue(policy, 0, isRetyped);
        if (place == 0)
            Around = TextSpan.FromBounds(0, _text.Length);
    }

    public string Text => _text.ToString();

    /// <summary>The object or list that the mutated node is in, its own name included.</summary>
    public TextSpan Around { get; private set; }

    /// <summary>The names and texts that the node had before, itself and inside.</summary>
    public IReadOnlySet<string> Lost => _lost;

    public static int CountNodes(JsonNode? node) => 1 + node switch
    {
        JsonObject members => members.Sum(member => CountNodes(member.Value)),
        JsonArray items => items.Sum(CountNodes),
        _ => 0,
    };

    public override string ToString() => $"{_mutation} node {_place}, {_variant}: {Text}";

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
        bool isAround = false;
        foreach ((string? name, JsonNode? value) in children)
        {
            int place = _next++;
            bool isHere = place == _place;
            isAround |= isHere;
            if (isHere)
                Gather(value, name);
            int copies = !isHere ? 1 : _mutation switch { Mutation.Delete => 0, Mutation.Duplicate => 2, _ => 1 };
            int nextBefore = _next;
            for (int i = 0; i < Math.Max(copies, 1); i++)
            {
                _next = nextBefore;
                int childStart = _text.Length;
                WriteChild(open, name, value, isHere);
                if (copies == 0)
                    _text.Length = childStart;
            }
        }
        _text.Append(close);
        if (isAround)
            Around = TextSpan.FromBounds(start, _text.Length);
    }

    private void WriteChild(char open, string? name, JsonNode? value, bool isHere)
    {
        if (_text[^1] != open)
            _text.Append(',');
        int start = _text.Length;
        if (name is not null)
            _text.Append('"')
                .Append(isHere && _mutation == Mutation.Rename ? Names[_variant % Names.Length] : name).Append("\":");
        WriteValue(value, start, isHere && _mutation == Mutation.Retype);
    }

    private void Gather(JsonNode? node, string? name = null)
    {
        if (name is not null)
            _lost.Add(name);
        if (node is JsonObject members)
        {
            foreach ((string inner, JsonNode? value) in members)
                Gather(value, inner);
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
                Gather(item);
        }
        else if (node is JsonValue text && text.TryGetValue(out string? content))
            _lost.Add(content);
    }
}
