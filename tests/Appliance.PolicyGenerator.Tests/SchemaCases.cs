using System.Reflection;
using Xunit.Sdk;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>A policy and where it comes from.</summary>
internal sealed record SchemaCase(string Name, string Policy);

/// <summary>
/// Every policy that a theory of this assembly is about, good or bad: the samples with a piece of them replaced, where
/// the theory has a parameter <c>original</c> and what stands there instead after it, and whole texts, where it has
/// one of <see cref="WholeTexts"/>; and the edges.
/// </summary>
internal static class SchemaCases
{
    private static readonly string[] WholeTexts = ["policy", "marked"];

    /// <summary>The samples by name.</summary>
    public static IReadOnlyDictionary<string, string> Samples { get; } = FindSamples();

    private static IEnumerable<MethodInfo> Theories => typeof(SchemaCases).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(TheoryAttribute)));

    public static IReadOnlyList<SchemaCase> All() =>
    [
        .. Samples.Select(sample => new SchemaCase(sample.Key, sample.Value)),
        .. Theories.SelectMany(OfTheory),
        .. SchemaEdges.All.SelectMany(edge => Replace(edge.Original, edge.Replacement)),
    ];

    /// <summary>Lists of cases that no theory with such parameters takes, so that they would be forgotten.</summary>
    public static IEnumerable<string> Unread()
    {
        IEnumerable<string> read = Theories.Where(theory => PlaceOfCase(theory) >= 0)
            .SelectMany(theory => theory.GetCustomAttributes<MemberDataAttribute>())
            .Select(data => $"{data.MemberType?.Name}.{data.MemberName}");
        // Tables of mistakes that name their sample are gathered, all of them.
        return typeof(SchemaCases).Assembly.GetTypes()
            .Where(type => !type.Name.StartsWith("Bad", StringComparison.Ordinal) || type.GetField("Sample") is null)
            .Where(type => type.Name.StartsWith("Bad", StringComparison.Ordinal)
                || type.Name.StartsWith("Good", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
            .Where(property => typeof(TheoryData).IsAssignableFrom(property.PropertyType))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}")
            .Except(read);
    }

    private static IEnumerable<SchemaCase> OfTheory(MethodInfo theory)
    {
        int place = PlaceOfCase(theory);
        if (place < 0)
            yield break;
        bool isWhole = WholeTexts.Contains(theory.GetParameters()[place].Name);
        foreach (object[] row in theory.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(theory)))
        {
            string text = (string)row[place];
            if (isWhole)
                yield return new($"{theory.Name}: {text}", new MarkedPolicy(text).Text);
            else
            {
                foreach (SchemaCase made in Replace(text, (string)row[place + 1]))
                    yield return made;
            }
        }
    }

    private static int PlaceOfCase(MethodInfo theory) => Array.FindIndex(
        theory.GetParameters(), parameter => parameter.Name == "original" || WholeTexts.Contains(parameter.Name));

    /// <summary>Each sample that has the piece, with the other in its place.</summary>
    private static IEnumerable<SchemaCase> Replace(string original, string replacement)
    {
        KeyValuePair<string, string>[] fitting =
            [.. Samples.Where(sample => sample.Value.Contains(PolicyEdits.Unpad(original)))];
        Assert.True(fitting.Length > 0, $"no sample has {original}");
        foreach ((string name, string sample) in fitting)
        {
            string policy = sample.With(original, replacement);
            yield return new($"{name}: {replacement} in place of {original}", new MarkedPolicy(policy).Text);
        }
    }

    private static Dictionary<string, string> FindSamples() => typeof(SamplePolicies)
        .GetMembers(BindingFlags.Public | BindingFlags.Static)
        .Select(member => (member.Name, Value: member switch
        {
            FieldInfo field => field.GetValue(null) as string,
            PropertyInfo property => property.GetValue(null) as string,
            _ => null,
        }))
        .Where(sample => sample.Value is not null)
        .ToDictionary(sample => sample.Name, sample => sample.Value!);
}
