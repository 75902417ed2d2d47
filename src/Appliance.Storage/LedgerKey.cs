namespace Appliance.Storage;

/// <summary>Identifies one token of one app: the first 128 bits of a SHA-256 over app and jti, so that entries have a
/// fixed size.</summary>
public readonly record struct LedgerKey(UInt128 Bits);
