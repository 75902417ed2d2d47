using System.Globalization;
using System.Text;
using Appliance.TestKit;

namespace Appliance.PolicyGenerator.Tests;

public class ManyRoomsTests
{
    private static readonly int RoomCount = Math.Min(20_000 * TestScale.Factor, 100_000);

    public static TheoryData<int> AppCounts => [8, 9, Math.Min(200 * TestScale.Factor, 1_000)];

    [Fact]
    public void Lookup_finds_each_of_many_rooms()
    {
        App web = CompiledPolicies.Load(WithRooms(RoomCount)).Apps[0];

        Assert.Equal(RoomCount + 2, web.RoomCount);
        for (int i = 0; i < RoomCount; i++)
        {
            Assert.Equal(i, web.IndexOfRoom(Encoding.UTF8.GetBytes(Id(i))));
            Assert.Equal(-1, web.IndexOfRoom(Encoding.UTF8.GetBytes(Id(i + RoomCount))));
        }
        Assert.Equal($"room {RoomCount - 1}", Encoding.UTF8.GetString(web.RoomNameAt(RoomCount - 1)));
        Assert.Same(web.RoomTypes[1], web.RoomAt(RoomCount + 1).Type);
    }

    [Theory]
    [MemberData(nameof(AppCounts))]
    public void Lookup_finds_each_of_many_apps(int count)
    {
        string apps = string.Join(",\n", Enumerable.Range(0, count).Select(i => $$"""
            "app-{{i}}": {
              "dialect": "100ms", "accessKey": "{{Id(i)}}", "secret": "env:A{{i}}", "starterKit": "video-conferencing"
            }
            """));
        CompiledPolicy policy = CompiledPolicies.Load($$"""{ "policy": 1, "apps": { {{apps}} } }""");

        Assert.Equal(count, policy.Apps.Count);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(i, policy.IndexOfApp(Encoding.UTF8.GetBytes($"app-{i}")));
            Assert.Equal(-1, policy.IndexOfApp(Encoding.UTF8.GetBytes($"app-{i + count}")));
            Assert.Equal(i, policy.IndexOfPublicId(Encoding.UTF8.GetBytes(Id(i))));
            Assert.Equal(-1, policy.IndexOfPublicId(Encoding.UTF8.GetBytes(Id(i + count))));
        }
        Assert.Equal(-1, policy.IndexOfApp(""u8));
    }

    /// <summary>The C# compiler limits an assembly to 16 MiB of string constants. Rooms beyond that limit are generated
    /// in another form.</summary>
    [Fact]
    public void Rooms_beyond_the_string_constant_limit_of_an_assembly_are_not_packed()
    {
        string Rooms() => string.Join(",", Enumerable.Range(0, 80_000).Select(i => $$"""
            "{{Id(i)}}": { "type": "conference" }
            """));
        string App(int i) => $$"""
            "app-{{i}}": { "dialect": "100ms", "accessKey": "key-{{i}}", "secret": "env:A", "rooms": { {{Rooms()}} },
              "starterKit": "video-conferencing" }
            """;
        var result = GeneratorHarness.Run($$"""{ "policy": 1, "apps": { {{App(1)}}, {{App(2)}}, {{App(3)}} } }""");
        Assert.Empty(result.Diagnostics);
        Assert.Equal(
            [true, true, false],
            result.GeneratedSources.Take(3).Select(s => s.SourceText.ToString().Contains("PackedText.Read")));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(62)]
    public void Lookup_finds_each_of_many_roles(int count)
    {
        string roles = string.Join(", ", Enumerable.Range(0, count).Select(i => $$"""
            "role-{{i}}": { "grants": ["subscribe"] }
            """));
        string policy = SamplePolicies.Small.With(""" "viewer": { """, $$"""{{roles}}, "viewer": {""");
        App desk = CompiledPolicies.Load(policy).Apps[1];

        Assert.Equal(count + 1, desk.Roles.Count);
        Assert.All(desk.Roles, role => Assert.Same(role, desk.FindRole(Encoding.UTF8.GetBytes(role.Name))));
        Assert.Null(desk.FindRole("role-62"u8));
        Assert.Null(desk.FindRole(""u8));
    }

    [Fact]
    public void Ids_names_and_schedules_of_2000_rooms_round_trip()
    {
        string[] names = [.. Enumerable.Range(0, 2_000).Select(i => $"{(i % 3 == 0 ? "會議室 é 😀" : "a-b c")} {i}")];
        string rooms = string.Join(",\n", names.Select((name, i) => $$"""
            "{{Id(i)}}": { "name": "{{name}}", {{(i % 2 == 0 ? Open : Meeting(i))}} }
            """));
        App web = CompiledPolicies.Load(
            SamplePolicies.Small.With(""" "lobby": { """, $$"""{{rooms}}, "lobby": {""")).Apps[0];

        for (int i = 0; i < names.Length; i++)
        {
            Assert.Equal(Id(i), Encoding.UTF8.GetString(web.RoomIdAt(i)));
            Assert.Equal(names[i], Encoding.UTF8.GetString(web.RoomNameAt(i)));
            long start = i % 2 == 0 ? 0 : new DateTimeOffset(i, 1, 1, 0, 0, 0, default).ToUnixTimeSeconds();
            Assert.Equal(new Room(web.RoomTypes[i % 2], start, i % 2 * i * 60L), web.RoomAt(i));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => web.RoomAt(web.RoomCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => web.RoomAt(-1));
    }

    private const string Open = """
        "type": "open"
        """;

    private static string Meeting(int i) => $$"""
        "type": "meeting", "start": "{{i:0000}}-01-01T00:00:00Z", "duration": "{{i}}m"
        """;

    [Fact]
    public void Room_lookup_is_allocation_free_in_a_debug_build()
    {
        App few = CompiledPolicies.Load(SamplePolicies.Small).Apps[0];
        App many = CompiledPolicies.Load(WithRooms(1_000)).Apps[0];

        bool found = true;
        Assert.Equal(0, Allocations.Of(() =>
            found &= FindsLobby(few, "lobby"u8) && FindsLobby(many, "lobby"u8)
                && !FindsLobby(few, "looby"u8) && !FindsLobby(many, "looby"u8)));
        Assert.True(found);

        static bool FindsLobby(App app, ReadOnlySpan<byte> id)
        {
            int index = app.IndexOfRoom(id);
            return index >= 0 && app.RoomAt(index).Type == app.RoomTypes[0]
                && app.RoomIdAt(index).SequenceEqual(id) && app.RoomNameAt(index).SequenceEqual("Lobby"u8);
        }
    }

    private static string WithRooms(int count)
    {
        string rooms = string.Join(",\n", Enumerable.Range(0, count).Select(i =>
            $$"""        "{{Id(i)}}": { "type": "open", "name": "room {{i}}" }"""));
        return SamplePolicies.Small.With(""" "lobby": { """, $$"""{{rooms}}, "lobby": {""");
    }

    private static string Id(int i) =>
        (0x5dc1a2b34c5d0000 + (ulong)i * 7919).ToString("x24", CultureInfo.InvariantCulture);
}
