using Appliance.Files;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Secrets;

/// <summary>
/// Judges who besides root and the user that serves may change or read a secret's file. The file is judged as it was
/// opened, and the directories after that: who may write none of them cannot have changed where the path leads.
/// </summary>
internal static class SecretFilePermissions
{
    private const int LinksMax = 40;

    /// <summary>Where Docker and Podman mount secrets, with mode 0444.</summary>
    private const string Mounts = "/run/secrets/";
    private const string MountsByOldName = "/var/run/secrets/";

    /// <summary>The link that Kubernetes has beside the files of a mounted secret, whose mode is 0644.</summary>
    private const string KubernetesLink = "..data";

    /// <param name="path">What was opened.</param>
    /// <param name="file">The open file.</param>
    /// <param name="warn">Takes an event's name and what to do about it, where the file is taken all the same.</param>
    /// <returns>Null, or why the file is refused.</returns>
    public static string? Check(string path, SafeFileHandle file, Action<string, string> warn)
    {
        if (FileStatus.Of(file) is not { } status)
            return null;
        bool isMounted = path.StartsWith(Mounts, StringComparison.Ordinal)
            || path.StartsWith(MountsByOldName, StringComparison.Ordinal);
        string? error = null;
        string? ownerWarning = null;
        string current = path;
        for (int links = 0; links < LinksMax && error is null; links++)
        {
            string directory = Path.GetDirectoryName(current) is { Length: > 0 } parent ? parent : ".";
            // A link of another user's would switch off the check of what that user owns.
            isMounted |= FileStatus.OfLink(Path.Combine(directory, KubernetesLink)) is { IsLink: true } mount
                && (!FilePermissions.IsForeign(mount) || FilePermissions.IsUnmapped(mount));
            error = FilePermissions.ReplaceableHint(current);
            if (error is null && FileStatus.Of(directory) is { } parentStatus)
                error = CheckOwner(directory, parentStatus, isMounted, ref ownerWarning);
            if (FileStatus.OfLink(current) is not { IsLink: true } link)
                break;
            error ??= CheckOwner(current, link, isMounted, ref ownerWarning);
            current = Path.Combine(directory, FileStatus.ReadLink(current) ?? "");
        }
        error ??= FilePermissions.IsWritable(status)
            ? $"may be written by others: its mode is {status.ModeText}. Run: chmod go-w {current}"
            : CheckOwner(current, status, isMounted, ref ownerWarning);
        if (error is null && !isMounted && FilePermissions.IsReadable(status))
            warn("secret-readable",
                $"Others may read {current}: its mode is {status.ModeText}. Let the user that serves read it alone.");
        if (error is null && ownerWarning is not null)
            warn("secret-owner", ownerWarning);
        return error;
    }

    /// <summary>A container's runtime mounts what belongs to users of the host, and a user namespace hides who they
    /// are: there the owner is no fault of the operator's.</summary>
    private static string? CheckOwner(
        string path, FileStatus status, bool isMounted, ref string? warning)
    {
        if (!FilePermissions.IsForeign(status))
            return null;
        string error = $"may be changed by user {status.OwnerText}. Run: chown root {path}";
        if (!isMounted && !FilePermissions.IsUnmapped(status))
            return error;
        warning = "It " + error;
        return null;
    }
}
