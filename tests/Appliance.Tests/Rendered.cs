using System.Text;
using Appliance.Hosting.Results;

namespace Appliance.Tests;

/// <summary>The text of a result.</summary>
internal static class Rendered
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
