namespace Appliance.Storage;

/// <summary>Names one token of one app: the first 128 bits of a SHA-256 over both, so that an entry has the same small
/// size whatever jti there is.</summary>
public readonly record struct LedgerKey(UInt128 Bits);
