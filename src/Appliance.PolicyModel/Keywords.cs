using System.Collections;

namespace Appliance.PolicyModel;

/// <summary>The keywords of an enum's values in a policy file, in the order of messages and of the schema.</summary>
public sealed class Keywords<T> : IReadOnlyList<string> where T : struct, Enum
{
    private string[] _keywords = [];
    private T[] _values = [];

    /// <summary>The values in the order of their keywords.</summary>
    public IReadOnlyList<T> Values => _values;

    public int Count => _keywords.Length;

    public string this[int index] => _keywords[index];

    /// <summary>For collection initializers. Arrays, since lists would add kilobytes to the binary.</summary>
    internal void Add(T value, string keyword)
    {
        int index = Count;
        Array.Resize(ref _values, index + 1);
        Array.Resize(ref _keywords, index + 1);
        (_values[index], _keywords[index]) = (value, keyword);
    }

    /// <summary>The keyword of a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value has none.</exception>
    public string Of(T value)
    {
        for (int index = 0; index < Count; index++)
        {
            if (EqualityComparer<T>.Default.Equals(_values[index], value))
                return _keywords[index];
        }
        throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>The value of a keyword; null if the keyword is unknown.</summary>
    public T? Find(string keyword)
    {
        int index = Array.IndexOf(_keywords, keyword);
        return index < 0 ? null : _values[index];
    }

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_keywords).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
