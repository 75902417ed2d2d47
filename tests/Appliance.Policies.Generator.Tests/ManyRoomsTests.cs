using System.Globalization;
using System.Text;

namespace Appliance.Policy.Generator.Tests;

public class ManyRoomsTests
{
    private const int RoomCount = 100_000;

    [Fact]
    public void A_hundred_thousand_rooms_compile_and_are_found()
    {
        string rooms = string.Join(",\n", Enumerable.Range(0, RoomCount).Select(i =>
            $$"""        "{{Id(i)}}": { "type": "open", "name": "room {{i}}" }"""));
        string policy = SamplePolicies.Small.Replace("\"lobby\": {", $"{rooms.Trim()},\n        \"lobby\": {{");

        App web = CompiledPolicies.Load(policy).Apps[0];

        Assert.Equal(RoomCount + 2, web.RoomCount);
        for (int i = 0; i < RoomCount; i++)
        {
            Assert.Equal(i, web.IndexOfRoom(Encoding.UTF8.GetBytes(Id(i))));
            Assert.Equal(-1, web.IndexOfRoom(Encoding.UTF8.GetBytes(Id(i + RoomCount))));
        }
        Assert.Equal("room 99999", Encoding.UTF8.GetString(web.RoomNameAt(RoomCount - 1)));
        Assert.Same(web.RoomTypes[1], web.RoomAt(RoomCount + 1).Type);
    }

    private static string Id(int i) =>
        (0x5dc1a2b34c5d0000 + (ulong)i * 7919).ToString("x24", CultureInfo.InvariantCulture);
}
