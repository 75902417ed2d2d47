using System.Runtime.InteropServices;
using Appliance.Storage;
using Appliance.Tokens;

namespace Appliance.Hosting.Results;

/// <summary>The version, the sources and the build options of this executable.</summary>
public static partial class BuildFacts
{
    /// <summary>Between version and commit in the informational version, which the SDK writes.</summary>
    private const char Separator = '+';

    private static readonly string[] Parts = Informational.Split(Separator, 2);

    public static string Version => Parts[0];

    /// <summary>The commit of the sources; null if they were built outside of a repository. Changes that were not
    /// committed do not show.</summary>
    public static string? Commit => Parts.Length > 1 ? Parts[1] : null;

    /// <summary>The storage back ends: memory, sqlite or all.</summary>
    public static string Flavour => StorageBackends.Build;

    /// <summary>The implementation of SHA-256 in use.</summary>
    public static string Sha256Name => Sha256.Backend == Sha256Backend.OpenSsl ? "openssl" : "managed";

    /// <summary>The platform, such as linux-x64.</summary>
    public static string Runtime => RuntimeInformation.RuntimeIdentifier;

    /// <summary>The project file generates the literal: reading the attribute would add 350 KB of reflection to a
    /// static binary without databases.</summary>
    private static partial string Informational { get; }
}
