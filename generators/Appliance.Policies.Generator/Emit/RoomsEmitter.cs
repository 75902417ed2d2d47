using System.Text;
using Appliance.Policy.Generator.Model;

namespace Appliance.Policy.Generator.Emit;

/// <summary>
/// Rooms are columns of read-only data: ids and names as one text each with where each part ends, types, schedules, and
/// a hash table over the ids. No object stands for a room, so that a hundred thousand cost the start nothing.
/// </summary>
internal static class RoomsEmitter
{
    public static void Write(CodeWriter code, IReadOnlyList<RoomModel> rooms)
    {
        bool anyScheduled = rooms.Any(room => room.DurationSeconds != 0);
        string schedule = anyScheduled ? ", Starts[index], Durations[index]" : "";
        code.Block($$"""
            public override int RoomCount => {{Literals.Number(rooms.Count)}};

            public override int IndexOfRoom({{Types.Bytes}} id) => {{Types.Utf8Index}}.Find(id, Ids, IdEnds, Slots);

            public override {{Types.Room}} RoomAt(int index) => new(RoomTypes[Types[index]]{{schedule}});

            public override {{Types.Bytes}} RoomIdAt(int index) => {{Types.Utf8Index}}.KeyAt(index, Ids, IdEnds);

            public override {{Types.Bytes}} RoomNameAt(int index) => {{Types.Utf8Index}}.KeyAt(index, Names, NameEnds);

            """);
        WriteTexts(code, "Ids", "IdEnds", [.. rooms.Select(room => room.Id)]);
        WriteTexts(code, "Names", "NameEnds", [.. rooms.Select(room => room.Name)]);
        WriteColumn(code, rooms.Any(room => room.Type > byte.MaxValue) ? "ushort" : "byte", "Types",
            rooms.Select(room => (long)room.Type));
        if (anyScheduled)
        {
            WriteColumn(code, "long", "Starts", rooms.Select(room => room.StartsAtSeconds));
            WriteColumn(code, "long", "Durations", rooms.Select(room => room.DurationSeconds));
        }
        WriteColumn(code, "int", "Slots", LayOut([.. rooms.Select(room => room.Id)]));
    }

    private static void WriteTexts(CodeWriter code, string name, string endsName, string[] texts)
    {
        code.Block($"private static {Types.Bytes} {name} => {Literals.Utf8(string.Concat(texts))};");
        var ends = new long[texts.Length];
        long end = 0;
        for (int i = 0; i < texts.Length; i++)
            ends[i] = end += Encoding.UTF8.GetByteCount(texts[i]);
        WriteColumn(code, "int", endsName, ends);
    }

    private static void WriteColumn(CodeWriter code, string type, string name, IEnumerable<long> values) =>
        code.Block($"private static {Types.Span}<{type}> {name} => [{string.Join(", ", values.Select(Literals.Number))}];");

    /// <summary>The table that <see cref="Utf8Index.Find"/> probes.</summary>
    private static IEnumerable<long> LayOut(string[] keys)
    {
        var slots = new long[Utf8Index.SlotCount(keys.Length)];
        for (int place = 0; place < keys.Length; place++)
        {
            int slot = (int)Utf8Index.Hash(Encoding.UTF8.GetBytes(keys[place])) & (slots.Length - 1);
            while (slots[slot] != 0)
                slot = slot + 1 & (slots.Length - 1);
            slots[slot] = place + 1;
        }
        return slots;
    }
}
