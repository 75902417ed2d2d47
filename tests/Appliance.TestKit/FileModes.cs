namespace Appliance.TestKit;

/// <summary>Modes of files as chmod(1) has them, such as 0644. Windows has none.</summary>
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
