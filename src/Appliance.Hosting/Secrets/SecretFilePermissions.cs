using Appliance.Hosting.Files;
using Appliance.Linux;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Hosting.Secrets;

/// <summary>
/// Checks which users besides root and the serving user may change or read a secret's file. The open file is checked
/// first, then every directory of its path: a user without write access to them cannot have redirected the path.
/// </summary>
internal static class SecretFilePermissions
{
    private const int LinksMax = 40;

    /// <summary>The mount point of secrets in Docker and Podman, with mode 0444.</summary>
    private const string Mounts = "/run/secrets/";
    private const string MountsByOldName = "/var/run/secrets/";

    /// <summary>The link that Kubernetes places beside the files of a mounted secret, whose mode is 0644.</summary>
    private const string KubernetesLink = "..data";

    /// <param name="path">The path that was opened.</param>
    /// <param name="file">The open file.</param>
    /// <param name="warn">Receives an event's name and a hint, for a file that is accepted.</param>
    /// <returns>Null, or why the file is rejected.</returns>
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
            // A link owned by another user must not disable the check of that user's files.
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
            ? $"is writable by others: its mode is {status.ModeText}. Run: chmod go-w {current}"
            : CheckOwner(current, status, isMounted, ref ownerWarning);
        if (error is null && !isMounted && FilePermissions.IsReadable(status))
            warn("secret-readable",
                $"Others may read {current}: its mode is {status.ModeText}. "
                    + "Make it readable only by the serving user.");
        if (error is null && ownerWarning is not null)
            warn("secret-owner", ownerWarning);
        return error;
    }

    /// <summary>Files mounted by a container runtime belong to users of the host, and a user namespace hides owners:
    /// the operator cannot change such an owner.</summary>
    private static string? CheckOwner(
        string path, FileStatus status, bool isMounted, ref string? warning)
    {
        if (!FilePermissions.IsForeign(status))
            return null;
        string error = $"can be changed by user {status.OwnerText}. Run: chown root {path}";
        if (!isMounted && !FilePermissions.IsUnmapped(status))
            return error;
        warning = "It " + error;
        return null;
    }
}
