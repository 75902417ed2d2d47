using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Appliance.Tokens;

/// <summary>
/// SHA-256's block function from OpenSSL's libcrypto: assembly that picks SHA-NI, AVX2 or plain code by the processor.
/// It is linked into the static binary where libcrypto.a is at hand, and loaded from libcrypto.so.3 elsewhere.
/// </summary>
internal static unsafe partial class OpenSslSha256
{
    // Exactly the soname: the loader finds it without a development package, and a direct P/Invoke goes by it.
    private const string Library = "libcrypto.so.3";

    /// <summary>The function counts lanes by fours: its number is 1 or 2.</summary>
    private const int LanesPerNumber = 4;

    /// <summary>False in a static binary linked without libcrypto: the P/Invoke is then trimmed away.</summary>
    [FeatureSwitchDefinition("Appliance.Tokens.OpenSslSha256")]
    public static bool IsSupported =>
        !AppContext.TryGetSwitch("Appliance.Tokens.OpenSslSha256", out bool enabled) || enabled;

    /// <summary>
    /// True only in a static binary for x64: the shared library keeps this function to itself, and OpenSSL has it for
    /// no other processor.
    /// </summary>
    [FeatureSwitchDefinition("Appliance.Tokens.OpenSslSha256Lanes")]
    public static bool HasLanes => AppContext.TryGetSwitch("Appliance.Tokens.OpenSslSha256Lanes", out bool on) && on;

    /// <summary>Takes whole blocks of 64 bytes into the state.</summary>
    public static void Update(ref Sha256State state, ReadOnlySpan<byte> blocks)
    {
        fixed (uint* words = &state[0])
        fixed (byte* block = blocks)
        {
            for (int at = 0; at + Sha256.BlockBytes <= blocks.Length; at += Sha256.BlockBytes)
                SHA256_Transform(words, block + at);
        }
    }

    /// <summary>Takes blocks into the states of the first lanes; those without blocks are the last ones.</summary>
    /// <remarks>Inlined, it would have the function looked up where it is not there and is never called.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void UpdateLanes(ref Sha256LaneStates states, Sha256LaneBlocks* blocks, int lanes)
    {
        fixed (uint* words = &states[0])
            sha256_multi_block(words, blocks, lanes <= LanesPerNumber ? 1 : 2);
    }

    // The context begins with the eight words, and this function touches nothing else of it. One block takes well under
    // a microsecond and never blocks, so the garbage collector may wait for it.
    [LibraryImport(Library)]
    [SuppressGCTransition]
    private static partial void SHA256_Transform(uint* context, byte* block);

    // Some microseconds for eight lanes of a few blocks.
    [LibraryImport(Library)]
    [SuppressGCTransition]
    private static partial void sha256_multi_block(uint* states, Sha256LaneBlocks* blocks, int number);
}
