using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Layout;

/// <summary>The members of one object. A comma is decided here, or at run time if all preceding members are
/// optional.</summary>
/// <param name="writer">Receives the members.</param>
/// <param name="number">The number of the object in the payload.</param>
internal sealed class MemberList(StepWriter writer, int number)
{
    private bool _isDecidedAtRunTime;
    private bool _hasPredecessor;

    public void Name(string name)
    {
        WriteName(name);
        _hasPredecessor = true;
        _isDecidedAtRunTime = false;
    }

    /// <summary>Starts a member that may be absent.</summary>
    public void OpenOptional(string name, bool isLast)
    {
        bool isFirst = !_hasPredecessor && !_isDecidedAtRunTime && !isLast;
        if (isFirst)
            writer.Vary(new BeginMembersStep(number));
        writer.OpenOptional();
        WriteName(name);
        _isDecidedAtRunTime = _isDecidedAtRunTime || isFirst;
        if (_isDecidedAtRunTime && !isLast)
            writer.Vary(new MemberWrittenStep(number));
    }

    private void WriteName(string name)
    {
        string text = JsonText.Quote(name) + ":";
        if (_isDecidedAtRunTime)
            writer.Vary(new NameStep(number, text), 1 + text.Length);
        else
            writer.Text(_hasPredecessor ? "," + text : text);
    }
}
