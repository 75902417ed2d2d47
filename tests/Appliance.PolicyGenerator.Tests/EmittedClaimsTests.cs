using System.Text;
using System.Text.Json;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The claims written by generated code, parsed with System.Text.Json.</summary>
public class EmittedClaimsTests
{
    private static readonly CompiledPolicy Policy = CompiledPolicies.Load(SamplePolicies.Project);
    private static readonly App Hms = Policy.Apps[0], EnableX = Policy.Apps[2];

    [Fact]
    public void Payload_for_100ms_has_the_claims_of_its_clients()
    {
        Assert.Equal(
            """
            {"access_key":"5f9e0c8d2b7a4e1f6c3d9a10","type":"app","version":2,"role":"host","room_id":"r-1",
            "jti":"t_1","iat":990,"nbf":990,"exp":1600,"user_id":"ann"}
            """.ReplaceLineEndings(""),
            Write(Hms.FindRole("host"u8)!, "r-1", "ann", "", ""));
    }

    [Fact]
    public void Payload_for_100ms_omits_a_missing_user() => Assert.Equal(
        """
        {"access_key":"5f9e0c8d2b7a4e1f6c3d9a10","type":"app","version":2,"role":"guest","room_id":"r-1",
        "jti":"t_1","iat":990,"nbf":990,"exp":1600}
        """.ReplaceLineEndings(""),
        Write(Hms.FindRole("guest"u8)!, "r-1", "", "", ""));

    [Fact]
    public void Payload_for_EnableX_holds_grants_and_data() => Assert.Equal(
        """
        {"iss":"5f1d2c3b4a59687786950413","role":"viewer","grants":["subscribe","chat"],"room_id":"r-1","name":"Ann",
        "user_ref":"u-1","jti":"t_1","iat":1000,"nbf":1000,"exp":1600,"data":{"a":[1,null]}}
        """.ReplaceLineEndings(""),
        Write(EnableX.FindRole("viewer"u8)!, "r-1", "u-1", "Ann", """{"a":[1,null]}"""));

    [Fact]
    public void Constant_claims_of_each_role_end_before_the_room_id() =>
        Assert.All(Policy.Apps.SelectMany(app => app.Roles), role =>
        {
            Assert.StartsWith("{", Encoding.UTF8.GetString(role.ConstantClaims));
            Assert.EndsWith(""","room_id":""", Encoding.UTF8.GetString(role.ConstantClaims));
        });

    [Fact]
    public void Random_text_in_claims_round_trips() => TextTriples.Sample((room, user, name) =>
    {
        foreach (Role role in new[] { Hms.Roles[0], EnableX.Roles[0] })
        {
            string payload = Write(role, room, user, name, "");
            Assert.DoesNotContain(payload, c => c is < ' ' or >= '~' and not '}' or '>' or '?');
            JsonElement claims = JsonDocument.Parse(payload).RootElement;
            Assert.Equal(room, claims.GetProperty("room_id").GetString());
            bool isHms = role == Hms.Roles[0];
            string member = isHms ? "user_id" : "user_ref";
            Assert.Equal(isHms && user.Length == 0 ? null : user, Text(claims, member));
            Assert.Equal(isHms ? null : name, Text(claims, "name"));
        }
    });

    private static Gen<(string, string, string)> TextTriples =>
        Gen.Select(TokenValues.Texts, TokenValues.Texts, TokenValues.Texts);

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string Write(Role role, string room, string user, string name, string data) =>
        new TokenValues(room, user, name, Data: data).Write(role);
}
