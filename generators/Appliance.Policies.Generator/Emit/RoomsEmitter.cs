using System.Text;
using Appliance.Policy.Generator.Model;

namespace Appliance.Policy.Generator.Emit;

/// <summary>
/// Rooms are columns of constants: ids and names as one text each with where each part ends, types, schedules, and a
/// hash table over the ids. No object stands for a room. Numbers are arrays in a class that has nothing else: natively
/// compiled they are data of the binary, so that a hundred thousand rooms cost the start nothing, and unlike spans over
/// constants they cost an unoptimized build no allocation a look.
/// </summary>
internal static class RoomsEmitter
{
    /// <summary>The app's members that answer from the columns.</summary>
    public static void WriteMembers(CodeWriter code, IReadOnlyList<RoomModel> rooms)
    {
        string schedule = AnyScheduled(rooms) ? ", Rooms.Starts[index], Rooms.Durations[index]" : "";
        code.Block($$"""
            public override int RoomCount => {{Literals.Number(rooms.Count)}};

            public override int IndexOfRoom({{Types.Bytes}} id) =>
                {{Types.Utf8Index}}.Find(id, Rooms.Ids, Rooms.IdEnds, Rooms.Slots);

            public override {{Types.Room}} RoomAt(int index) =>
                new(AllRoomTypes[Rooms.Types[index]]{{schedule}});

            public override {{Types.Bytes}} RoomIdAt(int index) =>
                {{Types.Utf8Index}}.KeyAt(index, Rooms.Ids, Rooms.IdEnds);

            public override {{Types.Bytes}} RoomNameAt(int index) =>
                {{Types.Utf8Index}}.KeyAt(index, Rooms.Names, Rooms.NameEnds);
            """);
    }

    /// <summary>The columns.</summary>
    public static void WriteData(CodeWriter code, IReadOnlyList<RoomModel> rooms)
    {
        code.Open("private static class Rooms");
        WriteTexts(code, "Ids", "IdEnds", [.. rooms.Select(room => room.Id)]);
        WriteTexts(code, "Names", "NameEnds", [.. rooms.Select(room => room.Name)]);
        WriteColumn(code, "ushort", "Types", rooms.Select(room => (long)room.Type));
        if (AnyScheduled(rooms))
        {
            WriteColumn(code, "long", "Starts", rooms.Select(room => room.StartsAtSeconds));
            WriteColumn(code, "long", "Durations", rooms.Select(room => room.DurationSeconds));
        }
        WriteColumn(code, "int", "Slots", LayOut([.. rooms.Select(room => room.Id)]));
        code.Close();
    }

    private static bool AnyScheduled(IReadOnlyList<RoomModel> rooms) => rooms.Any(room => room.DurationSeconds != 0);

    private static void WriteTexts(CodeWriter code, string name, string endsName, string[] texts)
    {
        code.Block($"public static {Types.Bytes} {name} => {Literals.Utf8(string.Concat(texts))};");
        var ends = new long[texts.Length];
        long end = 0;
        for (int i = 0; i < texts.Length; i++)
            ends[i] = end += Encoding.UTF8.GetByteCount(texts[i]);
        WriteColumn(code, "int", endsName, ends);
    }

    private static void WriteColumn(CodeWriter code, string type, string name, IEnumerable<long> values)
    {
        // In braces: as a collection expression the same constants take the compiler more than twice as long.
        string list = string.Join(", ", values.Select(Literals.Number));
        code.Block($"public static readonly {type}[] {name} = {{ {list} }};");
    }

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
