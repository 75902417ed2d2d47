using System.Text;
using Appliance.Endpoints.Batch;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Vendors.EnableX;
using Appliance.Endpoints.Vendors.Hms100;
using Appliance.Endpoints.Vendors.LiveKit;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>The member tables of the pages in docs/api match the member tables of the code.</summary>
public sealed class ConversionTableTests
{
    /// <summary>The schemas of requests in docs/api/openapi.yaml, with the members that the code reads.</summary>
    internal static IReadOnlyDictionary<string, Member[]> MembersOfSchemas { get; } = new Dictionary<string, Member[]>
    {
        ["Hms100TokenRequest"] = Hms100TokenEndpoint.Members,
        ["Hms100CodeRequest"] = Hms100CodeToken.Members,
        ["Hms100RoomRequest"] = Hms100Room.Members,
        ["Hms100CodeSwitchRequest"] = Hms100RoomCodes.Members,
        ["Hms100EndRoomRequest"] = Hms100Sessions.EndRoomMembers,
        ["EnableXTokenRequest"] = EnableXRequest.Members,
        ["EnableXFrontTokenRequest"] = EnableXRequest.FrontMembers,
        ["EnableXRoomRequest"] = EnableXRoom.Members,
        ["LiveKitTokenRequest"] = LiveKitRequest.Members,
        ["BatchEntry"] =
        [
            BatchEntry.RoomIdMember, BatchEntry.RoleMember, BatchEntry.UserIdMember, BatchEntry.UserNameMember,
            BatchEntry.ExpiresInMember,
        ],
    };

    public static TheoryData<string> Vendors => new("100ms", "EnableX", "LiveKit");

    [Theory]
    [MemberData(nameof(Vendors))]
    public void Document_lists_the_members_that_the_code_accepts(string vendor)
    {
        string document = $"docs/api/{vendor.ToLowerInvariant()}.md";
        string text = File.ReadAllText(Path.Combine(Places.Repository, document)).ReplaceLineEndings("\n");
        string begin = $"<!-- members of {vendor} -->\n", end = $"<!-- end of {vendor} -->\n";
        int start = text.IndexOf(begin, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{document} has no line {begin}");
        start += begin.Length;
        string shown = text[start..text.IndexOf(end, start, StringComparison.Ordinal)];
        string expected = Table(vendor);
        Assert.True(shown == expected, $"{document} should have between {begin.Trim()} and {end.Trim()}:\n{expected}");
    }

    /// <summary>Every member kind that the readers support occurs in some row.</summary>
    [Fact]
    public void Every_member_kind_is_documented() => Assert.Equal(
        Enum.GetValues<MemberKind>().Order(),
        new[] { "100ms", "EnableX", "LiveKit" }.SelectMany(RequestsOf).SelectMany(request => Flat(request.Members, ""))
            .Select(row => row.Member.Kind).Distinct().Order());

    private static (string Request, Member[] Members)[] RequestsOf(string vendor) => vendor == "100ms"
        ?
        [
            ("token", Hms100TokenEndpoint.Members), ("token for a room code", Hms100CodeToken.Members),
            ("room", Hms100Room.Members), ("switch a room code", Hms100RoomCodes.Members),
            ("end a session", Hms100Sessions.EndRoomMembers),
        ]
        : vendor == "LiveKit" ? [("token", LiveKitRequest.Members), ("token by GET", LiveKitRequest.Parameters)]
        :
        [
            ("token", EnableXRequest.Members), ("token of the sample front", EnableXRequest.FrontMembers),
            ("room", EnableXRoom.Members),
        ];

    private static string Table(string vendor)
    {
        StringBuilder table = new(
            "| request | member | must be | converted from | `null`, `\"\"` |\n|---|---|---|---|---|\n");
        foreach ((string request, Member[] members) in RequestsOf(vendor))
        {
            foreach ((string name, Member member) in Flat(members, ""))
            {
                table.Append(
                    $"| {request} | `{name}` | {MustBe(member)} | {member.ConvertedFrom} | {Empty(member)} |\n");
            }
        }
        return table.ToString();
    }

    private static IEnumerable<(string Name, Member Member)> Flat(Member[] members, string prefix)
    {
        foreach (Member member in members)
        {
            string name = prefix + Encoding.UTF8.GetString(member.Name);
            // The alias is a second spelling of the same member.
            if (member.Alias.Length > 0)
                name += $"`, `{Encoding.UTF8.GetString(member.Alias)}";
            yield return (name, member);
            foreach ((string Name, Member Member) inner in Flat(member.Members, name + "."))
                yield return inner;
        }
    }

    private static string MustBe(Member member) =>
        member.Expected.Split(", or a whole number")[0] + (member.PreservesUnknown ? "; unknown members are kept" : "");

    private static string Empty(Member member) => member.PreservesEmpty ? """left out; `""` is kept""" : "left out";
}
