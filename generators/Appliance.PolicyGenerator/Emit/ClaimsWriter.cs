using System.Text;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>
/// Gathers JSON text and C# statements between its pieces. The text before the first statement is the constant
/// beginning, what comes before the first statement that varies from token to token is the room's; what gathers later
/// becomes one literal each time.
/// </summary>
internal sealed class ClaimsWriter
{
    private readonly CodeWriter _roomCode = new();
    private readonly CodeWriter _code = new();
    private readonly StringBuilder _pending = new();
    private string? _constant;
    private int _listCount;

    public string Constant => _constant ?? "";

    public string RoomCode => _roomCode.ToString().TrimEnd('\n');

    /// <summary>The room's part is over.</summary>
    public bool IsVarying { get; private set; }

    public string Code => _code.ToString().TrimEnd('\n');

    /// <summary>How much JSON is in the literals of the code.</summary>
    public int VaryingTextBytes { get; private set; }

    /// <summary>JSON that stands in the template.</summary>
    public void Text(string json) => _pending.Append(json);

    /// <summary>A statement that writes what is the same for all tokens of a role and one room; only while nothing
    /// varies yet.</summary>
    public void RoomStatement(string statement)
    {
        Flush();
        _roomCode.Block(statement);
    }

    /// <summary>A statement that writes what varies.</summary>
    public void Statement(string statement)
    {
        BeginVarying();
        _code.Block(statement);
    }

    public void Flush()
    {
        if (_constant is null)
            _constant = _pending.ToString();
        else if (_pending.Length > 0)
            (IsVarying ? _code : _roomCode).Block($"claims.Raw({TextLiteral(_pending.ToString())});");
        _pending.Clear();
    }

    private void BeginVarying()
    {
        Flush();
        IsVarying = true;
    }

    /// <summary>JSON as a literal for a statement.</summary>
    public string TextLiteral(string json)
    {
        VaryingTextBytes += json.Length;
        return Literals.Utf8(json);
    }

    public MemberList OpenObject()
    {
        Text("{");
        return new MemberList(this, $"isFirst{_listCount++}");
    }

    /// <summary>Members of one object: which of them need a comma is known here, or asked when the program runs if only
    /// optional ones came before.</summary>
    internal sealed class MemberList(ClaimsWriter writer, string flag)
    {
        private bool _isAsked;
        private bool _isAfterAnother;

        public void Name(string name)
        {
            WriteName(name);
            _isAfterAnother = true;
            _isAsked = false;
        }

        /// <summary>What follows is written if the condition holds.</summary>
        public void OpenOptional(string condition, string name, bool isLast)
        {
            bool isFirst = !_isAfterAnother && !_isAsked && !isLast;
            if (isFirst)
                writer.Statement($"bool {flag} = true;");
            writer.BeginVarying();
            writer._code.Open($"if ({condition})");
            WriteName(name);
            _isAsked = _isAsked || isFirst;
            if (_isAsked && !isLast)
                writer.Statement($"{flag} = false;");
        }

        public void CloseOptional()
        {
            writer.Flush();
            writer._code.Close();
        }

        private void WriteName(string name)
        {
            string text = JsonText.Quote(name) + ":";
            if (_isAsked)
                writer.Statement(
                    $"claims.Raw({flag} ? {Literals.Utf8(text)} : {writer.TextLiteral("," + text)});");
            else
                writer.Text(_isAfterAnother ? "," + text : text);
        }
    }
}
