using System.Text;

namespace Appliance.Policy.Tests;

/// <summary>The table that the generator lays out, against a dictionary.</summary>
public class Utf8IndexTests
{
    [Fact]
    public void It_finds_what_a_dictionary_finds() =>
        Gen.Select(Keys.Array[0, 200], Keys.Array[0, 50]).Sample((keys, others) =>
        {
            var table = new Table([.. keys.Distinct()]);
            Dictionary<string, int> places = table.Keys.Select((key, place) => (key, place))
                .ToDictionary(pair => pair.key, pair => pair.place);
            foreach (string key in table.Keys.Concat(others))
                Assert.Equal(places.GetValueOrDefault(key, -1), table.Find(key));
            for (int place = 0; place < table.Keys.Length; place++)
                Assert.Equal(table.Keys[place], table.KeyAt(place));
        });

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(100_000, 262_144)]
    public void The_table_is_a_power_of_two_and_at_most_half_full(int keys, int slots) =>
        Assert.Equal(slots, Utf8Index.SlotCount(keys));

    [Fact]
    public void Ids_of_one_series_do_not_crowd()
    {
        var table = new Table([.. Enumerable.Range(0, 10_000).Select(i => $"5dc1a2b34c5d6e7f8091{i:x4}")]);
        Assert.InRange(table.LongestRun(), 1, 64);
    }

    private static readonly Gen<string> Keys = Gen.OneOf(
        Gen.String[Gen.Char["ab"], 0, 4],
        Gen.String[Gen.Char.AlphaNumeric, 0, 30],
        Gen.String[Gen.Char['à', 'ÿ'], 1, 9]);

    /// <summary>Laid out the plain way.</summary>
    private sealed class Table
    {
        private readonly byte[] _keys;
        private readonly int[] _ends;
        private readonly int[] _slots;

        public Table(string[] keys)
        {
            Keys = keys;
            _keys = Encoding.UTF8.GetBytes(string.Concat(keys));
            _ends = new int[keys.Length];
            _slots = new int[Utf8Index.SlotCount(keys.Length)];
            int end = 0;
            for (int place = 0; place < keys.Length; place++)
            {
                byte[] key = Encoding.UTF8.GetBytes(keys[place]);
                _ends[place] = end += key.Length;
                uint slot = Utf8Index.Hash(key);
                while (_slots[slot % _slots.Length] != 0)
                    slot++;
                _slots[slot % _slots.Length] = place + 1;
            }
        }

        public string[] Keys { get; }

        public int Find(string key) => Utf8Index.Find(Encoding.UTF8.GetBytes(key), _keys, _ends, _slots);

        public string KeyAt(int place) => Encoding.UTF8.GetString(Utf8Index.KeyAt(place, _keys, _ends));

        public int LongestRun()
        {
            int longest = 0, run = 0;
            foreach (int slot in _slots)
                longest = Math.Max(longest, run = slot == 0 ? 0 : run + 1);
            return longest;
        }
    }
}
