using System.Globalization;
using System.Text;

namespace Appliance.Hosting.Results;

/// <summary>Writes a result in JSON of any length, with commas where needed.</summary>
public sealed class JsonResult(ResultWriter result)
{
    private bool _needsComma;

    public void Open(ReadOnlySpan<byte> bracket)
    {
        Separate();
        result.Utf8(bracket);
        _needsComma = false;
    }

    public void Close(ReadOnlySpan<byte> bracket)
    {
        result.Utf8(bracket);
        _needsComma = true;
    }

    public void Name(ReadOnlySpan<byte> name)
    {
        String(name);
        result.Utf8(":"u8);
        _needsComma = false;
    }

    public void String(ReadOnlySpan<byte> utf8)
    {
        Separate();
        result.JsonString(utf8);
    }

    /// <summary>Appends a value in JSON.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        Separate();
        result.Utf8(json);
    }

    /// <summary>Appends a member with a string or null.</summary>
    public void Member(ReadOnlySpan<byte> name, string? value)
    {
        Name(name);
        if (value is null)
            Raw("null"u8);
        else
            String(Encoding.UTF8.GetBytes(value));
    }

    public void Member(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Raw(Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Appends a member with a <see cref="FixedPoint"/> number.</summary>
    public void Member(ReadOnlySpan<byte> name, long value, int decimals)
    {
        Name(name);
        Raw(Encoding.UTF8.GetBytes(FixedPoint.ToText(value, decimals)));
    }

    public void Member(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Raw(value ? "true"u8 : "false"u8);
    }

    /// <summary>Appends a member with an array of strings.</summary>
    public void Member(ReadOnlySpan<byte> name, IEnumerable<string> values)
    {
        Name(name);
        Open("["u8);
        foreach (string value in values)
            String(Encoding.UTF8.GetBytes(value));
        Close("]"u8);
    }

    /// <summary>Appends a member with an array of objects.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="count">The number of objects.</param>
    /// <param name="writeMembers">Appends the members of the object at an index.</param>
    public void Objects(ReadOnlySpan<byte> name, int count, Action<int> writeMembers)
    {
        Name(name);
        Open("["u8);
        for (int index = 0; index < count; index++)
        {
            Open("{"u8);
            writeMembers(index);
            Close("}"u8);
        }
        Close("]"u8);
    }

    private void Separate()
    {
        if (_needsComma)
            result.Utf8(","u8);
        _needsComma = true;
    }
}
