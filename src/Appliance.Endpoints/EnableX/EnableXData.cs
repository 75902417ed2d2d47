using Appliance.Json;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// The <c>data</c> of an EnableX token request: an object that travels into the token as meant. Strings are decoded
/// and escaped anew, so that the payload keeps to its alphabet; numbers keep their spelling.
/// </summary>
internal static class EnableXData
{
    public const int MembersMax = 5;

    /// <summary>As it stands in the request, braces and white space included.</summary>
    public const int BytesMax = TokenLimits.SentDataBytesMax;

    /// <summary>As it stands in the token: a byte that is not printable ASCII becomes up to six.</summary>
    public const int WrittenBytesMax = TokenLimits.DataBytesMax;

    /// <summary>Reads the value under the reader's cursor and writes it. False if it is not such an object; what
    /// follows it in the body is then unread.</summary>
    public static bool TryWrite(ref BodyReader reader, ref JsonWriter data)
    {
        if (reader.Kind != JsonTokenKind.ObjectStart)
            return false;
        int start = reader.Start;
        Names names = default;
        data.Raw("{"u8);
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.Contains((byte)0) || !names.TryAdd(name))
                return false;
            data.Raw(names.Count == 1 ? ""u8 : ","u8);
            data.String(name);
            data.Raw(":"u8);
            if (!TryWriteValue(ref reader, ref data))
                return false;
        }
        data.Raw("}"u8);
        return reader.AtObjectEnd && reader.End - start <= BytesMax && !data.Overflowed;
    }

    private static bool TryWriteValue(ref BodyReader reader, ref JsonWriter data)
    {
        switch (reader.Kind)
        {
            case JsonTokenKind.String:
                ReadOnlySpan<byte> value = reader.TakeString();
                data.String(value);
                // NUL ends strings early in too many programs that may read this token.
                return !value.Contains((byte)0);
            case JsonTokenKind.Number:
            case JsonTokenKind.True:
            case JsonTokenKind.False:
            case JsonTokenKind.Null:
                data.Raw(reader.Raw);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The names seen so far: no more than five, none twice.</summary>
    private ref struct Names
    {
        private ReadOnlySpan<byte> _first, _second, _third, _fourth;

        public int Count { get; private set; }

        public bool TryAdd(ReadOnlySpan<byte> name)
        {
            bool seen = Count > 0 && name.SequenceEqual(_first) || Count > 1 && name.SequenceEqual(_second)
                || Count > 2 && name.SequenceEqual(_third) || Count > 3 && name.SequenceEqual(_fourth);
            if (seen || Count == MembersMax)
                return false;
            switch (Count++)
            {
                case 0:
                    _first = name;
                    break;
                case 1:
                    _second = name;
                    break;
                case 2:
                    _third = name;
                    break;
                case 3:
                    _fourth = name;
                    break;
            }
            return true;
        }
    }
}
