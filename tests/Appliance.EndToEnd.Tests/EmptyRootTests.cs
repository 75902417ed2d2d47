using System.Net;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The sample requests of the published guides, against the published binary in an empty root.</summary>
public class EmptyRootTests(Binary binary) : IClassFixture<Binary>
{
    [RequiresFact(Needs.NativeBinary | Needs.Chroot)]
    public async Task Sample_100ms_request_gets_a_token_verified_by_another_library()
    {
        using EmptyRoot root = new(binary);
        await using RunningAppliance appliance = await root.ServeAsync();
        (HttpStatusCode status, JsonElement body) = await ApiCalls.Hms100Async(appliance.Client,
            """{ "room_id":"633fcdd84208780bf665346a", "role":"host", "user_id":"1234" }""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ["token", "msg", "status", "success", "api_version"],
            body.EnumerateObject().Select(member => member.Name));
        Assert.Equal("token generated successfully", body.GetProperty("msg").GetString());
        Assert.Equal(200, body.GetProperty("status").GetInt32());
        Assert.True(body.GetProperty("success").GetBoolean());
        Assert.Equal("2.0.192", body.GetProperty("api_version").GetString());

        JsonElement claims = Jwt.ValidClaims(body.GetProperty("token").GetString()!, TestSecrets.Johndoe);
        Assert.Equal("5f9e0c8d2b7a4e1f6c3d9a10", claims.GetProperty("access_key").GetString());
        Assert.Equal("app", claims.GetProperty("type").GetString());
        Assert.Equal(2, claims.GetProperty("version").GetInt32());
        Assert.Equal("633fcdd84208780bf665346a", claims.GetProperty("room_id").GetString());
        Assert.Equal("host", claims.GetProperty("role").GetString());
        Assert.Equal("1234", claims.GetProperty("user_id").GetString());
        long issuedAt = claims.GetProperty("iat").GetInt64();
        Assert.Equal(issuedAt, claims.GetProperty("nbf").GetInt64());
        Assert.Equal(24 * 3600 + 10, claims.GetProperty("exp").GetInt64() - issuedAt);
        Assert.Empty(root.Leftovers);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Chroot)]
    public async Task Disabled_token_endpoint_returns_the_published_403_body()
    {
        using EmptyRoot root = new(binary);
        await using RunningAppliance appliance = await root.ServeAsync();
        (HttpStatusCode status, JsonElement body) = await ApiCalls.Hms100Async(appliance.Client,
            """{"room_id":"634012a94208780bf665346c","role":"host"}""", "/hmsapi/oldapp.app.100ms.live/api/token");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.False(body.GetProperty("success").GetBoolean());
        Assert.Equal(
            "Generating token using the room_id and role is disabled.", body.GetProperty("msg").GetString());
        Assert.Equal("2.0.192", body.GetProperty("api_version").GetString());
        Assert.Equal(403, body.GetProperty("code").GetInt32());
        Assert.NotEqual("", body.GetProperty("message").GetString());
    }

    [RequiresFact(Needs.NativeBinary | Needs.Chroot)]
    public async Task Sample_EnableX_request_gets_a_token_verified_by_another_library()
    {
        using EmptyRoot root = new(binary);
        await using RunningAppliance appliance = await root.ServeAsync();
        (HttpStatusCode status, JsonElement body) = await ApiCalls.EnableXAsync(
            appliance.Client, "5dc1a2b34c5d6e7f80912a3b",
            """
            {
                 "name": "User Name",
                 "role": "participant",
                 "user_ref": "XXX",
                 "data": {
                     "custom_key": "String",
                     "any_key": "String"
                 }
            }
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(0, body.GetProperty("result").GetInt32());
        JsonElement claims = Jwt.ValidClaims(body.GetProperty("token").GetString()!, TestSecrets.Clinic);
        Assert.Equal(ApiCalls.ClinicId, claims.GetProperty("iss").GetString());
        Assert.Equal("5dc1a2b34c5d6e7f80912a3b", claims.GetProperty("room_id").GetString());
        Assert.Equal("participant", claims.GetProperty("role").GetString());
        Assert.Equal("""["publish","subscribe","chat"]""", claims.GetProperty("grants").GetRawText());
        Assert.Equal("User Name", claims.GetProperty("name").GetString());
        Assert.Equal("XXX", claims.GetProperty("user_ref").GetString());
        Assert.Equal("""{"custom_key":"String","any_key":"String"}""", claims.GetProperty("data").GetRawText());
        Assert.Equal(900, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [RequiresFact(Needs.NativeBinary | Needs.Chroot)]
    public async Task Room_schedule_and_credentials_are_enforced()
    {
        const string Body = """{"name":"N","role":"viewer","user_ref":"U"}""";
        using EmptyRoot root = new(binary);
        await using RunningAppliance appliance = await root.ServeAsync();

        (HttpStatusCode status, JsonElement body) =
            await ApiCalls.EnableXAsync(appliance.Client, "5dc1a2b34c5d6e7f80912a3c", Body);
        Assert.Equal((HttpStatusCode.Forbidden, 10113), (status, body.GetProperty("result").GetInt32()));

        (status, body) = await ApiCalls.EnableXAsync(appliance.Client, "5dc1a2b34c5d6e7f80912a3d", Body);
        Assert.Equal((HttpStatusCode.Forbidden, 10111), (status, body.GetProperty("result").GetInt32()));

        (status, body) = await ApiCalls.EnableXAsync(appliance.Client, "5dc1a2b34c5d6e7f80912a3b", Body, key: "wrong");
        Assert.Equal((HttpStatusCode.Unauthorized, 40002), (status, body.GetProperty("result").GetInt32()));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Chroot)]
    public async Task Generated_secrets_work_in_an_empty_root()
    {
        using EmptyRoot root = new(binary);
        await using RunningAppliance appliance = await root.ServeAsync("--dev");
        (HttpStatusCode status, _) = await ApiCalls.Hms100Async(
            appliance.Client, """{"room_id":"633fcdd84208780bf665346a","role":"guest"}""");
        Assert.Equal(HttpStatusCode.OK, status);
    }
}
