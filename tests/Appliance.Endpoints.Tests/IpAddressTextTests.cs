using System.Net;
using System.Text;

namespace Appliance.Endpoints.Tests;

/// <summary>Addresses as text against the framework's reader, which takes more forms than we do.</summary>
public class IpAddressTextTests
{
    /// <summary>What is nearly an address.</summary>
    private static readonly Gen<string> Nearly = Gen.Frequency(
        (1, Gen.OneOf("0", "00", "1", "9", "255", "256", "1000", "a", "ffff", "10000", ":", "::", ".", "g", "")
            .Array[1, 12].Select(parts => string.Join(':', parts))),
        (1, Gen.OneOf("0", "1", "01", "255", "256", "300", "a", "", "-1", "+1", " 1").Array[3, 5]
            .Select(parts => string.Join('.', parts))),
        (3, Gen.OneOf("0", "1", "10", "255", "a", "ffff", "::", ":", ":", ".", ".", "1.2.3.4").Array[1, 16]
            .Select(string.Concat)));

    [Fact]
    public void Every_address_is_read_as_it_is_written() => Addresses.Any.Sample(address =>
    {
        Assert.True(IpAddressText.TryParse(Encoding.ASCII.GetBytes(address.ToString()), out UInt128 bits));
        Assert.Equal(Addresses.Bits(address), bits);
        Assert.True(IpAddressText.TryParse(Encoding.ASCII.GetBytes(address.ToString().ToUpperInvariant()), out bits));
        Assert.Equal(Addresses.Bits(address), bits);
    });

    [Fact]
    public void Of_what_is_nearly_an_address_just_that_is_taken_which_the_framework_takes_too()
    {
        int taken = 0;
        Nearly.Sample(text =>
        {
            bool isTaken = IpAddressText.TryParse(Encoding.ASCII.GetBytes(text), out UInt128 bits);
            Assert.True(isTaken == IsStrictly(text, out IPAddress? expected), text);
            if (!isTaken)
                return;
            Interlocked.Increment(ref taken);
            Assert.Equal(Addresses.Bits(expected!), bits);
        }, iter: 20_000);
        Assert.True(taken > 100);
    }

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("16909060")]
    [InlineData("0x1.2.3.4")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("[::1]")]
    [InlineData("::1%1")]
    [InlineData("::1/64")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7::8")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("1.2.3.4::")]
    [InlineData("١.2.3.4")]
    [InlineData("")]
    public void Other_forms_are_refused(string text) =>
        Assert.False(IpAddressText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    /// <summary>The framework's verdict where its reader is as strict as ours: a dotted quad without leading zeros, or
    /// an IPv6 address in which at most one such quad stands.</summary>
    private static bool IsStrictly(string text, out IPAddress? address)
    {
        bool isAddress = IPAddress.TryParse(text, out address);
        string quad = text[(text.LastIndexOf(':') + 1)..];
        bool isQuad = quad.Split('.') is { Length: 4 } octets
            && octets.All(octet => octet.Length is 1 or 2 or 3 && octet.All(char.IsAsciiDigit)
                && (octet == "0" || octet[0] != '0'));
        return isAddress && (isQuad || !text.Contains('.') && text.Contains(':'));
    }
}
