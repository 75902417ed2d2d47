using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Emits rooms as columns of constants: ids with a hash table, names, types and schedules. There is no object
/// per room, so a hundred thousand rooms add nothing to start-up.</summary>
internal static class RoomsEmitter
{
    /// <summary>The app's members that read the columns.</summary>
    public static void WriteMembers(CodeWriter code, IReadOnlyList<RoomModel> rooms) => code.Block($$"""
        public override int RoomCount => {{Literals.Number(rooms.Count)}};

        public override int IndexOfRoom({{Types.Bytes}} id) =>
            {{ColumnEmitter.Find("id", "Rooms.Id")}};

        public override {{Types.Room}} RoomAt(int index) =>
            new(AllRoomTypes[Rooms.Types[index]], Rooms.Starts[index], Rooms.Durations[index]);

        public override {{Types.Bytes}} RoomIdAt(int index) =>
            {{ColumnEmitter.TextAt("index", "Rooms.Id")}};

        public override {{Types.Bytes}} RoomNameAt(int index) =>
            {{ColumnEmitter.TextAt("index", "Rooms.Name")}};
        """);

    /// <summary>The columns.</summary>
    public static void WriteData(CodeWriter code, AppModel app)
    {
        IReadOnlyList<RoomModel> rooms = app.Rooms.Named;
        var columns = new ColumnEmitter(code, app.HasPackedRooms);
        code.Open("private static class Rooms");
        columns.WriteIndex("Id", [.. rooms.Select(room => room.Id)]);
        columns.WriteTexts("Name", [.. rooms.Select(room => room.Name)]);
        columns.WriteNumbers("Types", [.. rooms.Select(room => (long)room.Type)]);
        columns.WriteNumbers("Starts", [.. rooms.Select(room => room.StartsAtSeconds)]);
        columns.WriteNumbers("Durations", [.. rooms.Select(room => room.DurationSeconds)]);
        code.Close();
    }
}
