namespace Appliance.TestKit;

/// <summary>File modes in the octal notation of chmod(1), such as 0644. Not supported on Windows.</summary>
public static class FileModes
{
    public static void Set(string path, string mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
    }

    public static string Of(string path) => OperatingSystem.IsWindows()
        ? throw new PlatformNotSupportedException()
        : Convert.ToString((int)File.GetUnixFileMode(path), 8).PadLeft(4, '0');
}
