using System.Reflection;
using Xunit.Sdk;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>A policy and its origin.</summary>
internal sealed record SchemaCase(string Name, string Policy);

/// <summary>
/// Every policy of the theories in this assembly, valid or not, and the boundary cases. A theory with a parameter
/// <c>original</c> gives edits of the samples: the next parameter is the replacement. A theory with one of
/// <see cref="WholeTextParameters"/> gives whole texts.
/// </summary>
internal static class SchemaCases
{
    private static readonly string[] WholeTextParameters = ["policy", "marked"];

    /// <summary>The samples by name.</summary>
    public static IReadOnlyDictionary<string, string> Samples { get; } = FindSamples();

    private static IEnumerable<MethodInfo> Theories => typeof(SchemaCases).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(TheoryAttribute)));

    public static IReadOnlyList<SchemaCase> All() =>
    [
        .. Samples.Select(sample => new SchemaCase(sample.Key, sample.Value)),
        .. Theories.SelectMany(CasesOf),
        .. SchemaBoundaryCases.All.SelectMany(boundary => Replace(boundary.Original, boundary.Replacement)),
    ];

    /// <summary>Tables that no theory with such parameters uses, so that the schema would not be tested with them.
    /// </summary>
    public static IEnumerable<string> UnusedTables()
    {
        IEnumerable<string> used = Theories.Where(theory => CaseParameterIndex(theory) >= 0)
            .SelectMany(theory => theory.GetCustomAttributes<MemberDataAttribute>())
            .Select(data => $"{data.MemberType?.Name}.{data.MemberName}");
        // BadPolicyTables collects every Bad class that has a sample.
        return typeof(SchemaCases).Assembly.GetTypes()
            .Where(type => !type.Name.StartsWith("Bad", StringComparison.Ordinal) || type.GetField("Sample") is null)
            .Where(type => type.Name.StartsWith("Bad", StringComparison.Ordinal)
                || type.Name.StartsWith("Good", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
            .Where(property => typeof(TheoryData).IsAssignableFrom(property.PropertyType))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}")
            .Except(used);
    }

    private static IEnumerable<SchemaCase> CasesOf(MethodInfo theory)
    {
        int index = CaseParameterIndex(theory);
        if (index < 0)
            yield break;
        bool isWhole = WholeTextParameters.Contains(theory.GetParameters()[index].Name);
        foreach (object[] row in theory.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(theory)))
        {
            string text = (string)row[index];
            if (isWhole)
                yield return new($"{theory.Name}: {text}", new MarkedPolicy(text).Text);
            else
            {
                foreach (SchemaCase edited in Replace(text, (string)row[index + 1]))
                    yield return edited;
            }
        }
    }

    private static int CaseParameterIndex(MethodInfo theory) => Array.FindIndex(
        theory.GetParameters(),
        parameter => parameter.Name == "original" || WholeTextParameters.Contains(parameter.Name));

    /// <summary>Edits every sample that contains the piece.</summary>
    private static IEnumerable<SchemaCase> Replace(string original, string replacement)
    {
        KeyValuePair<string, string>[] matching =
            [.. Samples.Where(sample => sample.Value.Contains(PolicyEdits.Unpad(original)))];
        Assert.True(matching.Length > 0, $"no sample policy contains: {original}");
        foreach ((string name, string sample) in matching)
        {
            string policy = sample.With(original, replacement);
            yield return new($"{name}: {replacement} instead of {original}", new MarkedPolicy(policy).Text);
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
