using System.Text;
using Appliance.Results;

namespace Appliance.Tests;

/// <summary>What a result prints.</summary>
internal static class Shown
{
    public static string By(Action<ResultWriter> write)
    {
        StringBuilder text = new();
        ResultWriter result = new(utf8 =>
        {
            text.Append(Encoding.UTF8.GetString(utf8));
            return true;
        });
        write(result);
        result.Flush();
        return text.ToString();
    }
}
