namespace Appliance.Storage;

/// <summary>
/// A storage backend: its name, its settings, what it takes of the machine, and how it is opened. This description is
/// in every build, so that a build without the backend can name the one that has it. The part that opens is
/// <see cref="IStorageOpener"/>, which only a build with the backend implements.
/// </summary>
public abstract class StorageBackend
{
    /// <summary>As in messages.</summary>
    public abstract string Name { get; }

    /// <summary>The smallest build that has it, as in <c>-p:Storage=sqlite</c>.</summary>
    public abstract string Build { get; }

    /// <summary>The setting that selects it; null for the default backend, which comes last.</summary>
    public virtual StorageSelector? Selector => null;

    /// <summary>Its other settings; they need the selector.</summary>
    public virtual IReadOnlyList<StorageFlag> Flags => [];

    /// <summary>Memory at least, bytes.</summary>
    public abstract int MemoryBytesMin { get; }

    /// <summary>Open file descriptors at most.</summary>
    public virtual int DescriptorsMax => 0;

    /// <summary>Whether several appliances may use one storage, which may be unreachable.</summary>
    public virtual bool IsShared => false;

    public bool IsBuiltIn => this is IStorageOpener;

    private IStorageOpener Opener => this as IStorageOpener ?? throw NotBuiltIn();

    /// <summary>The data directory among the values; null if this backend has none.</summary>
    public string? DirectoryOf(StorageValues values) =>
        Selector is { IsDirectory: true, Name: var name } ? values[name] : null;

    /// <summary>Checks a value of the selector: null, or a hint that says what to write instead.</summary>
    /// <exception cref="StorageException">This build does not have the backend.</exception>
    public string? FindError(string value) => Opener.FindError(value);

    /// <summary>Starts what the process needs before <see cref="Open"/>, such as threads of the pool. Call it once, in
    /// a process that serves.</summary>
    public virtual void PrepareProcess()
    {
    }

    /// <exception cref="StorageException">The storage cannot be opened, or this build does not have the backend.
    /// </exception>
    public OpenStorage Open(StorageOpening opening) => Opener.Open(opening);

    internal StorageException NotBuiltIn() =>
        new($"this appliance was built without {Name} support: use a build that has it");
}

/// <summary>The part of a <see cref="StorageBackend"/> that only a build with it has.</summary>
internal interface IStorageOpener
{
    /// <inheritdoc cref="StorageBackend.FindError"/>
    string? FindError(string value);

    /// <inheritdoc cref="StorageBackend.Open"/>
    OpenStorage Open(StorageOpening opening);
}

/// <summary>Operations on a data directory.</summary>
public interface IDataDirectory
{
    /// <summary>Opens the current rooms for reading, also while an appliance uses the directory. Writes are
    /// unavailable, and later changes are not seen.</summary>
    /// <exception cref="StorageException">The directory has no database, or it cannot be read.</exception>
    IRoomStore OpenRoomsReadOnly(string directory);

    /// <summary>Checks the integrity of the database, also while an appliance uses it.</summary>
    /// <returns>The errors found, one line each; empty without errors.</returns>
    /// <exception cref="StorageException">The directory has no database, or it cannot be read.</exception>
    IReadOnlyList<string> Check(string directory);

    /// <summary>Copies the current state into a new file, without blocking an appliance that uses the directory.
    /// </summary>
    /// <exception cref="StorageException">The directory has no database or cannot be read, or the file exists or cannot
    /// be written.</exception>
    void Backup(string directory, string file);

    /// <summary>Lets the next start reset the ledger.</summary>
    /// <exception cref="StorageException">The directory has no database, another process uses it, or it cannot be
    /// written.</exception>
    void ResetLedger(string directory);
}
