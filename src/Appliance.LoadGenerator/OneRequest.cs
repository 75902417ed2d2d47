namespace Appliance.LoadGenerator;

/// <summary>Sends one request on a new connection and reads its response.</summary>
internal sealed class OneRequest(Target target) : ClientLoop(target, connections: 1, batch: 1)
{
    private bool _isOver;

    /// <summary>The response's status; 0 without a response.</summary>
    public int Status { get; private set; }

    public byte[] Body { get; private set; } = [];

    protected override bool IsDone => _isOver;

    protected override void OnReady(ClientConnection connection)
    {
        if (!_isOver)
            Send(connection, Batch, NowNs);
    }

    protected override bool IsMeasured(ClientConnection connection) => false;

    protected override void OnResponse(in Response response, ReadOnlySpan<byte> text)
    {
        Status = response.Status;
        Body = text.Slice(text.IndexOf("\r\n\r\n"u8) + 4).ToArray();
        _isOver = true;
    }

    protected override bool OnLost(ClientConnection connection)
    {
        _isOver = true;
        return false;
    }
}
