using System.Collections;

namespace Appliance.PolicyModel;

/// <summary>The keywords of an enum's values in a policy file, in the order of messages and of the schema.</summary>
/// <param name="rows">Each value with its keyword.</param>
public sealed class Keywords<T>(params (T Value, string Keyword)[] rows) : IReadOnlyList<string> where T : struct, Enum
{
    private readonly string[] _keywords = Array.ConvertAll(rows, row => row.Keyword);

    /// <summary>The values in the order of their keywords.</summary>
    public IReadOnlyList<T> Values { get; } = Array.ConvertAll(rows, row => row.Value);

    public int Count => _keywords.Length;

    public string this[int index] => _keywords[index];

    /// <summary>The keyword of a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value has none.</exception>
    public string Of(T value)
    {
        for (int index = 0; index < Count; index++)
        {
            if (EqualityComparer<T>.Default.Equals(Values[index], value))
                return _keywords[index];
        }
        throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>The value of a keyword; null if the keyword is unknown.</summary>
    public T? Find(string keyword)
    {
        int index = Array.IndexOf(_keywords, keyword);
        return index < 0 ? null : Values[index];
    }

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_keywords).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
