using System.Diagnostics;
using System.Text;
using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Layout;

/// <summary>
/// Collects JSON text and the steps between its pieces. The text before the first step is the constant beginning; the
/// steps before the first one that varies from token to token are the room's part. Later text becomes one step between
/// two others.
/// </summary>
internal sealed class StepWriter
{
    private readonly List<ClaimStep> _roomPart = [];
    private readonly List<ClaimStep> _varying = [];
    private readonly StringBuilder _pending = new();
    private string? _constant;
    private List<ClaimStep>? _optional;
    private int _objectCount;

    public string Constant => _constant ?? "";

    public IReadOnlyList<ClaimStep> RoomPart => _roomPart;

    public IReadOnlyList<ClaimStep> Varying => _varying;

    /// <summary>Whether the room's part is complete.</summary>
    public bool IsVarying { get; private set; }

    /// <summary>The maximum length of the JSON that the steps themselves contain.</summary>
    public int TextBytes { get; private set; }

    /// <summary>Appends literal JSON of the template.</summary>
    public void Text(string json) => _pending.Append(json);

    public void RoomId()
    {
        Debug.Assert(!IsVarying, "the room's part is complete");
        Flush();
        _roomPart.Add(new RoomIdStep());
    }

    public void Value(ValueStep step) => Vary(step, step.FallbackJson?.Length ?? 0);

    public MemberList OpenObject()
    {
        Text("{");
        return new MemberList(this, _objectCount++);
    }

    /// <summary>Starts the steps of a member that may be absent.</summary>
    public void OpenOptional()
    {
        Debug.Assert(_optional is null, "an optional member contains no other one");
        BeginVarying();
        _optional = [];
    }

    public void CloseOptional(Placeholder value)
    {
        Debug.Assert(_optional is not null, "no optional member is open");
        Flush();
        _varying.Add(new OptionalStep(value, _optional!));
        _optional = null;
    }

    /// <summary>Appends a step that varies from token to token.</summary>
    /// <param name="step">The step.</param>
    /// <param name="textBytes">The maximum length of the template's text in it.</param>
    public void Vary(ClaimStep step, int textBytes = 0)
    {
        BeginVarying();
        Add(step, textBytes);
    }

    /// <summary>Turns the pending text into a step, or into the constant beginning.</summary>
    public void Flush()
    {
        string text = _pending.ToString();
        _pending.Clear();
        if (_constant is null)
            _constant = text;
        else if (text.Length > 0)
            Add(new TextStep(text), text.Length);
    }

    private void BeginVarying()
    {
        Flush();
        IsVarying = true;
    }

    private void Add(ClaimStep step, int textBytes)
    {
        (IsVarying ? _optional ?? _varying : _roomPart).Add(step);
        TextBytes += textBytes;
    }
}
