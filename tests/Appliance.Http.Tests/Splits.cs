namespace Appliance.Http.Tests;

/// <summary>All the ways in which a stream may arrive: no answer may depend on which it was.</summary>
internal static class Splits
{
    /// <summary>Longer streams are cut at a sample of their bytes.</summary>
    private const int EveryByteBytesMax = 2048;

    /// <summary>Of longer streams every byte this near to an end is still a cut.</summary>
    private const int EdgeBytes = 200;

    private const int CutsInTwo = 300;
    private const int CutsAtOnce = 5000;

    /// <summary>In two parts, cut at every byte, and byte by byte, a stream gets what it gets at once.</summary>
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
