using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Appliance.Tokens;

/// <summary>
/// SHA-256 block function from OpenSSL's libcrypto: assembly that selects SHA-NI, AVX2 or scalar code for the
/// processor. Linked into the static binary if libcrypto.a is available, otherwise loaded from libcrypto.so.3.
/// </summary>
internal static unsafe partial class OpenSslSha256
{
    // Must be the soname: the loader finds it without a development package, and direct P/Invoke matches it.
    private const string Library = "libcrypto.so.3";

    /// <summary>sha256_multi_block takes the number of groups of four lanes: 1 or 2.</summary>
    private const int LanesPerNumber = 4;

    /// <summary>False in a static binary linked without libcrypto, where the P/Invoke is trimmed.</summary>
    [FeatureSwitchDefinition("Appliance.Tokens.OpenSslSha256")]
    public static bool IsSupported =>
        !AppContext.TryGetSwitch("Appliance.Tokens.OpenSslSha256", out bool enabled) || enabled;

    /// <summary>
    /// True only in a static binary for x64: the shared library does not export the multi-block function, and OpenSSL
    /// implements it for no other processor.
    /// </summary>
    [FeatureSwitchDefinition("Appliance.Tokens.OpenSslSha256Lanes")]
    public static bool HasLanes => AppContext.TryGetSwitch("Appliance.Tokens.OpenSslSha256Lanes", out bool on) && on;

    /// <summary>Hashes complete blocks of 64 bytes into the state.</summary>
    public static void Update(ref Sha256State state, ReadOnlySpan<byte> blocks)
    {
        fixed (uint* words = &state[0])
        fixed (byte* block = blocks)
        {
            for (int at = 0; at + Sha256.BlockBytes <= blocks.Length; at += Sha256.BlockBytes)
                SHA256_Transform(words, block + at);
        }
    }

    /// <summary>Hashes the blocks of the first lanes into their states. Lanes without blocks must be last.</summary>
    /// <remarks>Not inlined: otherwise the missing function would be resolved even if it is never called.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void UpdateLanes(ref Sha256LaneStates states, Sha256LaneBlocks* blocks, int lanes)
    {
        fixed (uint* words = &states[0])
            sha256_multi_block(words, blocks, lanes <= LanesPerNumber ? 1 : 2);
    }

    // The context starts with the eight state words, and this function accesses nothing else in it. One block takes
    // well under a microsecond and never blocks, so the garbage collector may wait for it.
    [LibraryImport(Library)]
    [SuppressGCTransition]
    private static partial void SHA256_Transform(uint* context, byte* block);

    // Takes a few microseconds for eight lanes of a few blocks.
    [LibraryImport(Library)]
    [SuppressGCTransition]
    private static partial void sha256_multi_block(uint* states, Sha256LaneBlocks* blocks, int number);
}
