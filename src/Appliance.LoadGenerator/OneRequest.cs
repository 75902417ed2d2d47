namespace Appliance.LoadGenerator;

/// <summary>One request on a connection of its own, and its answer.</summary>
internal sealed class OneRequest(Target target) : ClientLoop(target, connections: 1, batch: 1)
{
    private bool _isOver;

    /// <summary>0 if there was no answer.</summary>
    public int Status { get; private set; }

    public byte[] Body { get; private set; } = [];

    protected override bool IsDone => _isOver;

    protected override void Ready(ClientConnection connection)
    {
        if (!_isOver)
            Send(connection, Batch, NowNs);
    }

    protected override bool IsMeasured(ClientConnection connection) => false;

    protected override void Answered(in Response response, ReadOnlySpan<byte> text)
    {
        Status = response.Status;
        Body = text.Slice(text.IndexOf("\r\n\r\n"u8) + 4).ToArray();
        _isOver = true;
    }

    protected override bool Lost(ClientConnection connection)
    {
        _isOver = true;
        return false;
    }
}
