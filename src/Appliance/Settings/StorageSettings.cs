using Appliance.Hosting.Serving;
using Appliance.Storage;

namespace Appliance.Settings;

/// <summary>The settings of the storage backends, and the constraints between them.</summary>
internal static class StorageSettings
{
    /// <summary>Contradictions between backends, and flags without their selector.</summary>
    public static IEnumerable<SettingCheck> Checks
    {
        get
        {
            IReadOnlyList<StorageBackend> all = StorageBackends.All;
            for (int i = 0; i < all.Count; i++)
            {
                for (int j = i + 1; j < all.Count; j++)
                {
                    if (all[i].Selector is { } one && all[j].Selector is { } other)
                        yield return CheckOnlyOne(one.Name, other.Name);
                }
            }
            foreach (StorageBackend backend in all)
            {
                foreach (StorageFlag flag in backend.Flags)
                    yield return CheckSelected(backend.Selector!, flag.Name);
            }
        }
    }

    /// <param name="stale">The setting of all shared storage; it follows the first one's selector.</param>
    public static IEnumerable<Setting> Rows(Setting stale)
    {
        bool hasStale = false;
        foreach (StorageBackend backend in StorageBackends.All)
        {
            if (backend.Selector is not { } selector)
                continue;
            yield return new TextSetting(
                selector.Name, selector.Accepts, selector.Meaning,
                settings => settings.Storage[selector.Name] is { } value ? selector.HideSecret(value) : null,
                (ServeSettings settings, string text, out string? hint) => Read(backend, settings, text, out hint),
                selector.HideSecret);
            if (backend.IsShared && !hasStale)
            {
                hasStale = true;
                yield return stale;
            }
            foreach (StorageFlag flag in backend.Flags)
            {
                yield return new FlagSetting(
                    flag.Name, flag.Meaning, settings => settings.Storage.IsTrue(flag.Name),
                    (settings, value) => settings with { Storage = settings.Storage.With(flag.Name, value) });
            }
        }
    }

    private static ServeSettings? Read(StorageBackend backend, ServeSettings settings, string text, out string? hint)
    {
        hint = backend.IsBuiltIn ? backend.FindError(text)
            : $"this binary was built without {backend.Name} support: use one built with -p:Storage={backend.Build}.";
        return hint is null
            ? settings with { Storage = settings.Storage.With(backend.Selector!.Name, text) } : null;
    }

    private static SettingCheck CheckOnlyOne(string one, string other) => new(
        [one, other], settings => settings.Storage[one] is null || settings.Storage[other] is null ? null
            : $"only one storage can be used. Remove {one} or {other}.");

    private static SettingCheck CheckSelected(StorageSelector selector, string flag) => new(
        [selector.Name, flag],
        settings => !settings.Storage.IsTrue(flag) || settings.Storage[selector.Name] is not null ? null
            : $"no {selector.Noun} is set. Set {selector.Name}, or remove {flag}.");
}
