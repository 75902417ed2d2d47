namespace Appliance.Policy;

/// <summary>A whole policy. The generated class <c>Policies</c> has the one of its project as <c>Current</c>.</summary>
public abstract class CompiledPolicy
{
    public abstract IReadOnlyList<App> Apps { get; }

    /// <summary>The app of that name in UTF-8, compared byte by byte.</summary>
    public abstract App? FindApp(ReadOnlySpan<byte> name);

    /// <summary>The app of that public id in UTF-8, compared byte by byte.</summary>
    public abstract App? FindAppByPublicId(ReadOnlySpan<byte> publicId);
}
