using System.Text;
using Appliance.Json;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The values that vary from token to token, as text; empty if the caller did not supply one.</summary>
internal sealed record TokenValues(
    string RoomId, string UserId = "", string UserName = "", string Metadata = "", string Attributes = "",
    string RoomConfig = "", string Data = "", string TokenId = "t_1", long NowSeconds = 1000,
    long ExpiresAtSeconds = 1600)
{
    private static readonly string[] SomeObjects =
        ["", "{}", """{"a":[1,null]}""", """{"":{"b":"\u00e9"},"c":-1.5e3}"""];

    private static readonly Gen<string> Objects = Gen.Int[0, SomeObjects.Length - 1].Select(i => SomeObjects[i]);

    /// <summary>Random text; ASCII characters, some of which need escaping, are frequent.</summary>
    public static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Char[' ', '~'].Select(c => c.ToString()),
            Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Select(scalar => new Rune(scalar).ToString()))
        .Array[0, 12].Select(string.Concat);

    public static Gen<TokenValues> Any => Gen.Select(
        Gen.Select(Texts, Texts, Texts, Texts), Gen.Select(Objects, Objects, Objects),
        Gen.Select(Gen.Long[0, 4_102_444_800], Gen.Long[1, 7_776_000]),
        (texts, objects, times) => new TokenValues(
            texts.Item1, texts.Item2, texts.Item3, texts.Item4, objects.Item1, objects.Item2, objects.Item3,
            NowSeconds: times.Item1, ExpiresAtSeconds: times.Item1 + times.Item2));

    /// <summary>The payload written by the role's generated code.</summary>
    public string Write(Role role)
    {
        var buffer = new byte[16_384];
        role.ConstantClaims.CopyTo(buffer);
        var writer = new JsonWriter(buffer.AsSpan(role.ConstantClaims.Length));
        role.WriteRoomClaims(ref writer, Encoding.UTF8.GetBytes(RoomId));
        role.WriteVaryingClaims(ref writer, new ClaimValues
        {
            RoomId = Encoding.UTF8.GetBytes(RoomId),
            UserId = Encoding.UTF8.GetBytes(UserId),
            UserName = Encoding.UTF8.GetBytes(UserName),
            Metadata = Encoding.UTF8.GetBytes(Metadata),
            Attributes = Encoding.UTF8.GetBytes(Attributes),
            RoomConfig = Encoding.UTF8.GetBytes(RoomConfig),
            Data = Encoding.UTF8.GetBytes(Data),
            TokenId = Encoding.UTF8.GetBytes(TokenId),
            NowSeconds = NowSeconds,
            ExpiresAtSeconds = ExpiresAtSeconds,
        });
        Assert.False(writer.Overflowed);
        return Encoding.UTF8.GetString(buffer, 0, role.ConstantClaims.Length + writer.Length);
    }
}
