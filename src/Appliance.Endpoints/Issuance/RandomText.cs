using Appliance.Tokens;

namespace Appliance.Endpoints.Issuance;

/// <summary>Draws ids, codes and digits from one thread's source of random bytes.</summary>
internal sealed class RandomText(TokenIds source)
{
    private const int RoomIdBytes = 12;

    /// <summary>24 hexadecimal digits, the vendors' format of ids: 96 random bits, in practice unique.</summary>
    public string RoomId()
    {
        Span<byte> drawn = stackalloc byte[RoomIdBytes];
        source.FillRandom(drawn);
        return Convert.ToHexStringLower(drawn);
    }

    /// <summary>Random decimal digits.</summary>
    public string Digits(int count) => string.Create(count, this, static (digits, random) =>
    {
        const int Digits = 10;
        for (int at = 0; at < digits.Length; at++)
            digits[at] = (char)('0' + random.Draw(Digits));
    });

    /// <summary>A code such as <c>abc-defg-hij</c>: ten random letters, 47 bits.</summary>
    public string RoomCode()
    {
        const string Pattern = "xxx-xxxx-xxx";
        const int Letters = 26;
        Span<char> code = stackalloc char[Pattern.Length];
        for (int at = 0; at < code.Length; at++)
            code[at] = Pattern[at] == '-' ? '-' : (char)('a' + Draw(Letters));
        return new(code);
    }

    /// <summary>A uniform random number below a bound of at most 255.</summary>
    private int Draw(int bound)
    {
        Span<byte> drawn = stackalloc byte[1];
        // Rejection sampling: values from the last multiple of the bound on would bias the result.
        do
            source.FillRandom(drawn);
        while (drawn[0] >= byte.MaxValue / bound * bound);
        return drawn[0] % bound;
    }
}
