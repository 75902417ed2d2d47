namespace Appliance.PolicyModel.Tests;

public class PackedTextTests
{
    [Fact]
    public void Every_byte_comes_back() => Gen.Byte.Array[0, 100].Sample(bytes =>
        Assert.Equal(bytes, PackedText.Read(PackedText.Pack(bytes), bytes.Length).ToArray()));

    [Fact]
    public void Two_bytes_take_a_character() =>
        Gen.Byte.Array[0, 100].Sample(bytes => Assert.Equal((bytes.Length + 1) / 2, PackedText.Pack(bytes).Length));

    [Fact]
    public void Nothing_behind_the_text_is_read() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PackedText.Read("ab", 5).Length);
}
