namespace Appliance.PolicyModel;

/// <summary>A whole policy. The generated class <c>Policies</c> exposes the project's policy as
/// <c>Current</c>.</summary>
public abstract class CompiledPolicy
{
    public abstract IReadOnlyList<App> Apps { get; }

    /// <summary>
    /// SHA-256 of the policy in canonical JSON (RFC 8785, except that numbers stay as written) without <c>$schema</c>
    /// and <c>tests</c>, as 64 hexadecimal digits. It changes with the meaning of the policy and not with its
    /// formatting.
    /// </summary>
    public abstract string Digest { get; }

    /// <summary>The index in <see cref="Apps"/> of the app with that UTF-8 name, compared byte by byte; -1 if not
    /// found.</summary>
    public abstract int IndexOfApp(ReadOnlySpan<byte> name);

    /// <summary>The index in <see cref="Apps"/> of the app with that UTF-8 public id, compared byte by byte; -1 if not
    /// found.</summary>
    public abstract int IndexOfPublicId(ReadOnlySpan<byte> publicId);

    /// <summary>The app with that UTF-8 name.</summary>
    public App? FindApp(ReadOnlySpan<byte> name)
    {
        int index = IndexOfApp(name);
        return index < 0 ? null : Apps[index];
    }
}
