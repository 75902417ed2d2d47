namespace Appliance.PolicyModel.Tests;

public class PackedTextTests
{
    [Fact]
    public void Packed_bytes_round_trip() => Gen.Byte.Array[0, 100].Sample(bytes =>
        Assert.Equal(bytes, PackedText.Read(PackedText.Pack(bytes), bytes.Length).ToArray()));

    [Fact]
    public void Two_bytes_pack_into_one_character() =>
        Gen.Byte.Array[0, 100].Sample(bytes => Assert.Equal((bytes.Length + 1) / 2, PackedText.Pack(bytes).Length));

    [Fact]
    public void Length_beyond_the_text_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PackedText.Read("ab", 5).Length);
}
