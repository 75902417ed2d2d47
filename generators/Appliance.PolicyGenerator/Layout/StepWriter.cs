using System.Text;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>
/// Collects JSON text and the C# statements between its pieces. The text before the first statement is the constant
/// beginning; the statements before the first one that varies from token to token are the room's part. Later text
/// becomes one literal between two statements.
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

    /// <summary>Whether the room's part is complete.</summary>
    public bool IsVarying { get; private set; }

    public string Code => _code.ToString().TrimEnd('\n');

    /// <summary>The length of the JSON in the literals of the code.</summary>
    public int VaryingTextBytes { get; private set; }

    /// <summary>Appends literal JSON of the template.</summary>
    public void Text(string json) => _pending.Append(json);

    /// <summary>Appends a statement for a value that is the same in all tokens of a role and one room; allowed only
    /// before the first varying value.</summary>
    public void RoomStatement(string statement)
    {
        Flush();
        _roomCode.Block(statement);
    }

    /// <summary>Appends a statement for a varying value.</summary>
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

    /// <summary>The members of one object. A comma is decided here, or at run time if all preceding members are
    /// optional.</summary>
    internal sealed class MemberList(ClaimsWriter writer, string flag)
    {
        private bool _isDecidedAtRunTime;
        private bool _hasPredecessor;

        public void Name(string name)
        {
            WriteName(name);
            _hasPredecessor = true;
            _isDecidedAtRunTime = false;
        }

        /// <summary>Starts code that runs if the condition holds.</summary>
        public void OpenOptional(string condition, string name, bool isLast)
        {
            bool isFirst = !_hasPredecessor && !_isDecidedAtRunTime && !isLast;
            if (isFirst)
                writer.Statement($"bool {flag} = true;");
            writer.BeginVarying();
            writer._code.Open($"if ({condition})");
            WriteName(name);
            _isDecidedAtRunTime = _isDecidedAtRunTime || isFirst;
            if (_isDecidedAtRunTime && !isLast)
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
            if (_isDecidedAtRunTime)
                writer.Statement(
                    $"claims.Raw({flag} ? {Literals.Utf8(text)} : {writer.TextLiteral("," + text)});");
            else
                writer.Text(_hasPredecessor ? "," + text : text);
        }
    }
}
