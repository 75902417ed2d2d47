namespace Appliance.Connections;

/// <summary>The result of one <see cref="IProtocol{TConnection}.Advance"/>.</summary>
/// <param name="Consumed">Bytes consumed from the start of the received bytes.</param>
/// <param name="Written">Bytes of responses written; at least 1 with <see cref="ConnectionPhase.Flush"/>.</param>
/// <param name="Next">The phase that the connection enters.</param>
/// <param name="MissingBytes">Announced bytes that have not arrived: with <see cref="ConnectionPhase.ReceiveBody"/>
/// those of the current request, with <see cref="ConnectionPhase.Close"/> those of the rejected request. 0 if unknown.
/// </param>
public readonly record struct AdvanceResult(int Consumed, int Written, ConnectionPhase Next, int MissingBytes = 0);
