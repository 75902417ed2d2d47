using System.Text;

namespace Appliance.PolicyModel.Tests;

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
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(100_000, 200_001)]
    public void The_table_is_at_most_half_full_and_has_a_free_slot(int keys, int slots) =>
        Assert.Equal(slots, Utf8Index.SlotCount(keys));

    [Fact]
    public void More_keys_than_a_slot_can_name_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Utf8Index.LayOut([], new long[Utf8Index.KeyCountMax + 1]));

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

    /// <summary>Laid out and packed as the generator does.</summary>
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
            for (int place = 0; place < keys.Length; place++)
                ends[place] = end += Encoding.UTF8.GetByteCount(keys[place]);
            _ends = new(ends);
            _slots = new(Utf8Index.LayOut(_keys, ends));
        }

        public string[] Keys { get; }

        public int Find(string key) =>
            Utf8Index.Find(Encoding.UTF8.GetBytes(key), _keys, _ends.Packed, _slots.Packed);

        public string KeyAt(int place) => Encoding.UTF8.GetString(Utf8Index.KeyAt(place, _keys, _ends.Packed));

        public int LongestRun()
        {
            int longest = 0, run = 0;
            for (int slot = 0; slot < _slots.Packed.Count; slot++)
                longest = Math.Max(longest, run = _slots.Packed[slot] == 0 ? 0 : run + 1);
            return longest;
        }
    }
}
