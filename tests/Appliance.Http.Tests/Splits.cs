namespace Appliance.Http.Tests;

/// <summary>Asserts that the responses do not depend on how a stream is split.</summary>
internal static class Splits
{
    /// <summary>Longer streams are split at a sample of positions.</summary>
    private const int EveryByteBytesMax = 2048;

    /// <summary>Longer streams are still split at every position this close to an end.</summary>
    private const int EdgeBytes = 200;

    private const int CutsInTwo = 300;
    private const int CutsAtOnce = 5000;

    /// <summary>Two parts split at every position, and byte by byte, give the outcome of the whole stream.</summary>
    public static void AssertSame(byte[] stream, HttpLimits? limits = null, string name = "")
    {
        string whole = Conversation.Of(stream, limits: limits).Outcome;
        foreach (int cut in Cuts(stream.Length, CutsInTwo))
        {
            string inTwo = Conversation.Of(stream, [cut], limits).Outcome;
            Assert.True(whole == inTwo, $"{name} cut at {cut}: {inTwo}\ninstead of: {whole}");
        }
        string byteByByte = Conversation.Of(stream, Cuts(stream.Length, CutsAtOnce), limits).Outcome;
        Assert.True(whole == byteByByte, $"{name} byte by byte: {byteByByte}\ninstead of: {whole}");
    }

    private static IEnumerable<int> Cuts(int length, int sampled)
    {
        int step = length <= EveryByteBytesMax ? 1 : Math.Max(1, length / sampled);
        for (int cut = 1; cut < length; cut += cut < EdgeBytes || cut >= length - EdgeBytes ? 1 : step)
            yield return cut;
    }
}
