using System.Text;

namespace Appliance.PolicyModel.Tests;

/// <summary>Compares the generator's hash table with a dictionary.</summary>
public class Utf8IndexTests
{
    [Fact]
    public void Lookup_matches_a_dictionary() =>
        Gen.Select(Keys.Array[0, 200], Keys.Array[0, 50]).Sample((keys, others) =>
        {
            var table = new Table([.. keys.Distinct()]);
            Dictionary<string, int> indices = table.Keys.Select((key, index) => (key, index))
                .ToDictionary(pair => pair.key, pair => pair.index);
            foreach (string key in table.Keys.Concat(others))
                Assert.Equal(indices.GetValueOrDefault(key, -1), table.Find(key));
            for (int index = 0; index < table.Keys.Length; index++)
                Assert.Equal(table.Keys[index], table.KeyAt(index));
        });

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(100_000, 200_001)]
    public void Hash_table_is_at_most_half_full_and_has_a_free_slot(int keys, int slots) =>
        Assert.Equal(slots, Utf8Index.SlotCount(keys));

    [Fact]
    public void Too_many_keys_are_rejected() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Utf8Index.LayOut([], new long[Utf8Index.KeyCountMax + 1]));

    [Fact]
    public void Sequential_ids_do_not_cluster()
    {
        var table = new Table([.. Enumerable.Range(0, 10_000).Select(i => $"5dc1a2b34c5d6e7f8091{i:x4}")]);
        Assert.InRange(table.LongestRun(), 1, 64);
    }

    private static readonly Gen<string> Keys = Gen.OneOf(
        Gen.String[Gen.Char["ab"], 0, 4],
        Gen.String[Gen.Char.AlphaNumeric, 0, 30],
        Gen.String[Gen.Char['à', 'ÿ'], 1, 9]);

    /// <summary>A hash table, laid out and packed like the generator's output.</summary>
    private sealed class Table
    {
        private readonly byte[] _keys;
        private readonly Column _ends;
        private readonly Column _slots;

        public Table(string[] keys)
        {
            Keys = keys;
            _keys = Encoding.UTF8.GetBytes(string.Concat(keys));
            var ends = new long[keys.Length];
            long end = 0;
            for (int index = 0; index < keys.Length; index++)
                ends[index] = end += Encoding.UTF8.GetByteCount(keys[index]);
            _ends = new(ends);
            _slots = new(Utf8Index.LayOut(_keys, ends));
        }

        public string[] Keys { get; }

        public int Find(string key) =>
            Utf8Index.Find(Encoding.UTF8.GetBytes(key), _keys, _ends.Packed, _slots.Packed);

        public string KeyAt(int index) => Encoding.UTF8.GetString(Utf8Index.KeyAt(index, _keys, _ends.Packed));

        public int LongestRun()
        {
            int longest = 0, run = 0;
            for (int slot = 0; slot < _slots.Packed.Count; slot++)
                longest = Math.Max(longest, run = _slots.Packed[slot] == 0 ? 0 : run + 1);
            return longest;
        }
    }
}
