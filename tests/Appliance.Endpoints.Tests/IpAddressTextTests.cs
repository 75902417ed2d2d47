using System.Net;
using System.Text;
using Appliance.Endpoints.Clients.Proxies;

namespace Appliance.Endpoints.Tests;

/// <summary>The address parser compared with the framework's, which accepts more forms.</summary>
public class IpAddressTextTests
{
    /// <summary>Texts that are addresses or close to one.</summary>
    private static readonly Gen<string> NearAddress = Gen.Frequency(
        (1, Gen.OneOf("0", "00", "1", "9", "255", "256", "1000", "a", "ffff", "10000", ":", "::", ".", "g", "")
            .Array[1, 12].Select(parts => string.Join(':', parts))),
        (1, Gen.OneOf("0", "1", "01", "255", "256", "300", "a", "", "-1", "+1", " 1").Array[3, 5]
            .Select(parts => string.Join('.', parts))),
        (3, Gen.OneOf("0", "1", "10", "255", "a", "ffff", "::", ":", ":", ".", ".", "1.2.3.4").Array[1, 16]
            .Select(string.Concat)));

    [Fact]
    public void Every_formatted_address_is_parsed() => Addresses.Any.Sample(address =>
    {
        Assert.True(IpAddressText.TryParse(Encoding.ASCII.GetBytes(address.ToString()), out UInt128 bits));
        Assert.Equal(Addresses.Bits(address), bits);
        Assert.True(IpAddressText.TryParse(Encoding.ASCII.GetBytes(address.ToString().ToUpperInvariant()), out bits));
        Assert.Equal(Addresses.Bits(address), bits);
    });

    [Fact]
    public void Near_valid_text_is_accepted_only_if_the_framework_accepts_it()
    {
        int accepted = 0;
        NearAddress.Sample(text =>
        {
            bool isAccepted = IpAddressText.TryParse(Encoding.ASCII.GetBytes(text), out UInt128 bits);
            Assert.True(isAccepted == IsStrictAddress(text, out IPAddress? expected), text);
            if (!isAccepted)
                return;
            Interlocked.Increment(ref accepted);
            Assert.Equal(Addresses.Bits(expected!), bits);
        }, iter: 20_000);
        Assert.True(accepted > 100);
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
    public void Other_address_forms_are_rejected(string text) =>
        Assert.False(IpAddressText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    /// <summary>The framework's verdict, narrowed to the forms that our parser accepts: a dotted quad without leading
    /// zeros, or an IPv6 address with at most one such quad.</summary>
    private static bool IsStrictAddress(string text, out IPAddress? address)
    {
        bool isAddress = IPAddress.TryParse(text, out address);
        string quad = text[(text.LastIndexOf(':') + 1)..];
        bool isQuad = quad.Split('.') is { Length: 4 } octets
            && octets.All(octet => octet.Length is 1 or 2 or 3 && octet.All(char.IsAsciiDigit)
                && (octet == "0" || octet[0] != '0'));
        return isAddress && (isQuad || !text.Contains('.') && text.Contains(':'));
    }
}
