namespace Appliance.PolicyModel;

/// <summary>A whole policy. The generated class <c>Policies</c> has the one of its project as <c>Current</c>.</summary>
public abstract class CompiledPolicy
{
    public abstract IReadOnlyList<App> Apps { get; }

    /// <summary>SHA-256 of the policy in canonical JSON (RFC 8785, but numbers are as they are written) without
    /// <c>$schema</c> and <c>tests</c>, as 64
    /// hexadecimal digits: the same however the file is laid out, another when it means something else.</summary>
    public abstract string Digest { get; }

    /// <summary>The place in <see cref="Apps"/> of the app of that name in UTF-8, compared byte by byte; -1 if there
    /// is none.</summary>
    public abstract int IndexOfApp(ReadOnlySpan<byte> name);

    /// <summary>The place in <see cref="Apps"/> of the app of that public id in UTF-8, compared byte by byte; -1 if
    /// there is none.</summary>
    public abstract int IndexOfPublicId(ReadOnlySpan<byte> publicId);

    /// <summary>The app of that name in UTF-8.</summary>
    public App? FindApp(ReadOnlySpan<byte> name)
    {
        int index = IndexOfApp(name);
        return index < 0 ? null : Apps[index];
    }
}
