using System.Collections;
using Appliance.Endpoints;
using Appliance.Hosting.Serving;
using Appliance.PolicyModel;
using Appliance.Settings;
using Appliance.TestHost;

namespace Appliance.Tests;

/// <summary>Precedence, text and list settings, and errors reported together.</summary>
public class SettingsReaderTests
{
    [Fact]
    public void Flag_takes_precedence_over_variable_and_variable_over_default()
    {
        Setting idle = TestSettings.Row("idle-seconds");
        (SettingsReader Read, string Value, SettingSource Source)[] cases =
        [
            (TestSettings.Flags(), "75", SettingSource.Default),
            (TestSettings.Environment((idle.Variable, "")), "75", SettingSource.Default),
            (TestSettings.Environment((idle.Variable, "7")), "7", SettingSource.Environment),
            (TestSettings.Both([idle.Flag, "8"], (idle.Variable, "7")), "8", SettingSource.CommandLine),
            // An overridden value is not validated.
            (TestSettings.Both([idle.Flag, "8"], (idle.Variable, "never")), "8", SettingSource.CommandLine),
        ];
        foreach ((SettingsReader read, string value, SettingSource source) in cases)
            Assert.Equal((value, source), (idle.Show(TestSettings.Of(read)), TestSettings.SourceOf(read, idle)));
    }

    [Fact]
    public void Address_lists_from_flags_replace_the_variable()
    {
        ServeSettings settings = TestSettings.Of(TestSettings.Both(
            ["--listen", "127.0.0.1:1", "--admin-listen=unix:/a,b", "--LISTEN", "[::1]:2"],
            ("APPLIANCE_LISTEN", "127.0.0.1:3")));
        Assert.Equal(["127.0.0.1:1", "[::1]:2"], settings.Addresses.Select(address => address.ToString()));
        Assert.Equal(["unix:/a,b"], settings.AdminAddresses.Select(address => address.ToString()));

        settings = TestSettings.Of(TestSettings.Flags("--listen", "127.0.0.1:1, [::1]:2", "--listen", "127.0.0.1:3"));
        Assert.Equal(
            ["127.0.0.1:1", "[::1]:2", "127.0.0.1:3"], settings.Addresses.Select(address => address.ToString()));

        settings = TestSettings.Of(TestSettings.Environment(("APPLIANCE_ADMIN_LISTEN", "127.0.0.1:3, unix:/a")));
        Assert.Equal(["127.0.0.1:8080"], settings.Addresses.Select(address => address.ToString()));
        Assert.Equal(["127.0.0.1:3", "unix:/a"], settings.AdminAddresses.Select(address => address.ToString()));
    }

    [Fact]
    public void Admin_listen_restricts_the_admin_surface_to_its_addresses()
    {
        ServeSettings settings = TestSettings.Of(
            TestSettings.Flags("--listen", "127.0.0.1:1", "--listen", "127.0.0.1:2"));
        Assert.Equal([Surface.Any, Surface.Any], Enumerable.Range(0, 2).Select(settings.SurfaceOf));
        settings = TestSettings.Of(TestSettings.Flags(
            "--admin-listen", "127.0.0.1:3", "--listen", "127.0.0.1:1", "--listen", "127.0.0.1:2"));
        Assert.Equal(
            [Surface.Public, Surface.Public, Surface.Admin], Enumerable.Range(0, 3).Select(settings.SurfaceOf));
    }

    [Theory]
    [InlineData("660", 0b110_110_000)]
    [InlineData("0600", 0b110_000_000)]
    [InlineData("777", 0b111_111_111)]
    [InlineData("000", 0)]
    public void Socket_mode_is_octal(string text, int mode)
    {
        ServeSettings settings = TestSettings.Of(TestSettings.Flags("--unix-socket-mode", text));
        Assert.Equal(mode, (int)settings.Listener.UnixSocketMode);
        Assert.Equal(text[^3..], TestSettings.Row("unix-socket-mode").Show(settings));
    }

    [Theory]
    [InlineData("0", 0u, null)]
    [InlineData("1000", 1000u, null)]
    [InlineData("1000:0", 1000u, 0u)]
    [InlineData("4294967294:4294967294", 4294967294u, 4294967294u)]
    public void Socket_owner_is_numeric(string text, uint owner, uint? group)
    {
        ServeSettings settings = TestSettings.Of(TestSettings.Environment(("APPLIANCE_UNIX_SOCKET_OWNER", text)));
        Assert.Equal((owner, group), (settings.Listener.UnixSocketOwner, settings.Listener.UnixSocketGroup));
        Assert.Equal(text, TestSettings.Row("unix-socket-owner").Show(settings));
    }

    [Theory]
    [InlineData("--unix-socket-mode", "66")]
    [InlineData("--unix-socket-mode", "1777")]
    [InlineData("--unix-socket-mode", "668")]
    [InlineData("--unix-socket-mode", "rw-")]
    [InlineData("--unix-socket-mode", "")]
    [InlineData("--unix-socket-owner", "root")]
    [InlineData("--unix-socket-owner", "1000:")]
    [InlineData("--unix-socket-owner", ":1000")]
    [InlineData("--unix-socket-owner", "1:2:3")]
    [InlineData("--unix-socket-owner", "-1")]
    [InlineData("--unix-socket-owner", "4294967295")]
    [InlineData("--unix-socket-owner", "1:4294967295")]
    [InlineData("--listen", "nowhere")]
    [InlineData("--listen", "127.0.0.1:65536")]
    [InlineData("--admin-listen", "*:80")]
    public void Malformed_text_setting_is_rejected_with_a_hint(string flag, string text)
    {
        string error = TestSettings.Error(TestSettings.Flags(flag, text), ExitCode.Usage);
        Assert.StartsWith($"{flag} {text}: ", error, StringComparison.Ordinal);
        Assert.Matches(@"\b(use|write)\b", error);
    }

    [Theory]
    [InlineData("--idle-seconds needs a value", "--idle-seconds")]
    [InlineData("--idle-seconds needs a value", "--idle-seconds", "--threads", "2")]
    [InlineData("--idle-seconds 1 2: use one value", "--idle-seconds", "1", "--idle-seconds", "2")]
    [InlineData("127.0.0.1:1 is listed twice", "--listen", "127.0.0.1:1", "--admin-listen", "127.0.0.1:1")]
    [InlineData("unix:/a is listed twice", "--listen", "unix:/a", "--listen", "unix:/a")]
    [InlineData("--write-seconds 1: a thread may lag by 1000 ms", "--write-seconds", "1")]
    [InlineData("--lag-milliseconds-max 10000: a thread may lag", "--lag-milliseconds-max", "10000")]
    [InlineData(
        "--metadata-bytes-max 65537: request bodies are limited to fewer than 65537 bytes. Raise body-bytes-max or",
        "--metadata-bytes-max", "65537")]
    [InlineData("the largest request would have 67", "--body-bytes-max", "67108864")]
    [InlineData(
        "--buffered-bytes-max 4194304 and --unsent-bytes-max 5000000: one connection",
        "--unsent-bytes-max", "5000000", "--buffered-bytes-max", "4194304")]
    [InlineData("--redis-strict yes: use true or false.", "--redis-strict", "yes")]
    [InlineData("--redis-strict true: no Redis server is set.", "--redis-strict")]
    [InlineData("stray: unknown argument.", "--threads", "1", "--", "stray")]
    public void Contradictory_or_incomplete_settings_are_rejected(string expected, params string[] flags) =>
        Assert.Contains(expected, TestSettings.Error(Read(flags), ExitCode.Usage));

    [Theory]
    [InlineData(true, "--redis", "h:1", "--redis-strict")]
    [InlineData(true, "--redis-strict", "--redis", "h:1")]
    [InlineData(true, "--redis", "h:1", "--redis-strict=true")]
    [InlineData(false, "--redis", "h:1", "--redis-strict", "false")]
    [InlineData(false, "--redis", "h:1")]
    public void Boolean_flag_without_value_is_true(bool isStrict, params string[] flags)
    {
        ServeSettings settings = TestSettings.Of(TestSettings.Flags(flags));
        Assert.Equal(isStrict, settings.Storage.IsTrue("redis-strict"));
        Assert.Equal(isStrict ? "true" : "false", TestSettings.Row("redis-strict").Show(settings));
        string variable = isStrict ? "true" : "false";
        settings = TestSettings.Of(TestSettings.Environment(
            ("APPLIANCE_REDIS", "h:1"), ("APPLIANCE_REDIS_STRICT", variable)));
        Assert.Equal(isStrict, settings.Storage.IsTrue("redis-strict"));
    }

    [Fact]
    public void Consistent_settings_are_accepted()
    {
        TestSettings.Of(TestSettings.Flags("--write-seconds", "1", "--lag-milliseconds-max", "999"));
        TestSettings.Of(TestSettings.Flags("--metadata-bytes-max", "65536"));
        // A default never contradicts a configured setting.
        TestSettings.Of(TestSettings.Flags("--body-bytes-max", "100"));
        TestSettings.Of(TestSettings.Flags("--body-bytes-max", "16777216", "--buffered-bytes-max", "80000000"));
        // Port 0 selects a different port each time.
        TestSettings.Of(TestSettings.Flags("--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0"));
    }

    [Fact]
    public void All_errors_are_reported_together_and_command_line_errors_set_the_exit_code()
    {
        SettingsReader read = TestSettings.Both(
            ["--head-seconds", "0", "--listen", "a", "--listen", "b"],
            ("APPLIANCE_BODY_SECONDS", "\u001b[31m"), ("APPLIANCE_ADMIN_LISTEN", "c,,d"));
        Assert.Equal(ExitCode.Usage, read.ErrorsExitCode);
        string all = string.Join('\n', read.Errors);
        string[] expected =
        [
            "--head-seconds 0: ", "--listen a: ", "--listen b: ", "APPLIANCE_BODY_SECONDS \\u001b[31m: ",
            "APPLIANCE_ADMIN_LISTEN c: ", "APPLIANCE_ADMIN_LISTEN : ", "APPLIANCE_ADMIN_LISTEN d: ",
        ];
        Assert.Equal(expected.Length, read.Errors.Count);
        Assert.All(expected, place => Assert.Contains(place, all));
        Assert.DoesNotContain('\u001b', all);

        read = TestSettings.Environment(("APPLIANCE_BODY_SECONDS", "x"), ("APPLIANCE_WRITE_SECONDS", "1"));
        Assert.Equal(2, read.Errors.Count);
        Assert.Equal(ExitCode.BadConfiguration, read.ErrorsExitCode);
    }

    [Fact]
    public void Unknown_variable_is_found_and_policy_secrets_are_not()
    {
        Hashtable variables = new()
        {
            ["APPLIANCE_IDEL_SECONDS"] = "1",
            ["APPLIANCE_"] = "1",
            ["APPLIANCE_IDLE_SECONDS"] = "1",
            ["APPLIANCE_EMPTY"] = "",
            ["CLINIC_APP_KEY"] = "a key of the policy",
            ["CLINIC_TOKEN_SECRET"] = "a secret of the policy",
        };
        Assert.Equal(
            ["APPLIANCE_", "APPLIANCE_IDEL_SECONDS"], SettingVariables.Unknown(variables, Policies.Current).Order());
    }

    [Fact]
    public void Variable_of_a_secret_is_not_reported_as_unknown_setting()
    {
        SecretSource Variable(string name) => new(SecretKind.Environment, name);
        RotatedApp app = new(
            "web", Variable("APPLIANCE_NOW"), Variable("APPLIANCE_BEFORE"), Variable("APPLIANCE_SHOWN"));
        Hashtable variables = new()
        {
            ["APPLIANCE_NOW"] = "1",
            ["APPLIANCE_BEFORE"] = "1",
            ["APPLIANCE_SHOWN"] = "1",
            ["APPLIANCE_AFTER"] = "1",
        };
        Assert.Equal(["APPLIANCE_AFTER"], SettingVariables.Unknown(variables, new RotatedApps(app)));
    }

    [Fact]
    public void Arguments_of_other_verbs_are_unchanged()
    {
        string[] args = ["token", "--app", "a", "--threads", "1"];
        Assert.Equal(args, CommandLine.Normalize(args));
    }

    [Theory]
    [InlineData("serve --dev --threads=1 --bogus x", "serve --dev -- --threads 1 --bogus x")]
    [InlineData("serve -o json --threads 1 --SHOW-settings -h", "serve -o json --SHOW-settings -h -- --threads 1")]
    [InlineData("serve --output json stray", "serve --output json -- stray")]
    [InlineData("serve --redis-strict --dev", "serve --dev -- --redis-strict")]
    [InlineData("serve --dev", "serve --dev")]
    public void Arguments_unknown_to_the_serve_parser_go_to_the_settings(string written, string expected) =>
        Assert.Equal(expected.Split(' '), CommandLine.Normalize(written.Split(' ')));

    [Theory]
    [InlineData("--thread", "--threads")]
    [InlineData("--trusted-proxy", "--trusted-proxies")]
    [InlineData("--show-setting", "--show-settings")]
    [InlineData("--idle_seconds", "--idle-seconds")]
    [InlineData("APPLIANCE_TRUSTED_PROXY", "APPLIANCE_TRUSTED_PROXIES")]
    [InlineData("--nope", null)]
    [InlineData("--database", null)]
    [InlineData("APPLIANCE_SECRET", null)]
    public void Near_name_is_suggested(string written, string? expected) =>
        Assert.Equal(expected, NearName.Of(written));

    [Theory]
    [InlineData("--answer-seconds", "5")]
    [InlineData("--answer-seconds=5")]
    [InlineData("--ANSWER-seconds", "5")]
    [InlineData("--answer-seconds")]
    public void Renamed_flag_is_rejected_with_its_new_name(params string[] flags) => Assert.Equal(
        "--answer-seconds was renamed: use --response-seconds.",
        TestSettings.Error(TestSettings.Flags(flags), ExitCode.BadConfiguration));

    [Fact]
    public void Renamed_variable_is_rejected_with_its_new_name()
    {
        Assert.Equal(
            "APPLIANCE_ANSWER_SECONDS was renamed: use APPLIANCE_RESPONSE_SECONDS.",
            TestSettings.Error(TestSettings.Environment(("APPLIANCE_ANSWER_SECONDS", "5")), ExitCode.BadConfiguration));
        TestSettings.Of(TestSettings.Environment(("APPLIANCE_ANSWER_SECONDS", "")));
        Hashtable variables = new() { ["APPLIANCE_ANSWER_SECONDS"] = "5" };
        Assert.Empty(SettingVariables.Unknown(variables, Policies.Current));
    }

    [Fact]
    public void Unknown_flags_do_not_hide_other_errors()
    {
        SettingsReader read = TestSettings.Flags("--threads", "0", "--nope", "3", "--idle-second", "x", "stray");
        Assert.Equal(
            [
                "--nope: unknown argument.",
                "--idle-second: unknown argument; did you mean --idle-seconds?",
                "stray: unknown argument.", "--threads 0: use a whole number from 1 to 256.",
            ],
            read.Errors);
        Assert.Equal(ExitCode.Usage, read.ErrorsExitCode);
    }

    [Fact]
    public void Proxies_are_separated_by_commas_or_repeated_flags()
    {
        string[] expected = ["10.0.0.1", "10.1.0.0/16", "unix"];
        foreach (SettingsReader read in new[]
        {
            TestSettings.Flags("--trusted-proxies", "10.0.0.1,10.1.0.0/16, unix"),
            TestSettings.Flags("--trusted-proxies=10.0.0.1", "--trusted-proxies", "10.1.0.0/16,unix"),
            TestSettings.Environment(("APPLIANCE_TRUSTED_PROXIES", "10.0.0.1,10.1.0.0/16,unix")),
        })
            Assert.Equal(expected, TestSettings.Of(read).Proxies.Select(proxy => proxy.ToString()));
        Assert.Contains(
            "--trusted-proxies nowhere: ",
            TestSettings.Error(TestSettings.Flags("--trusted-proxies", "10.0.0.1,nowhere"), ExitCode.Usage));
    }

    [Theory]
    [InlineData("rediss://me:hidden@h:1", "rediss://***@h:1: TLS to Redis is not supported.")]
    [InlineData("me:hidden@h:1?ssl=true", "***@h:1?ssl=true: options after ? or # are not supported")]
    [InlineData("redis-sentinel://h:1", "redis-sentinel://h:1: Redis Sentinel is not supported")]
    [InlineData("", ": write HOST:PORT")]
    public void Unsupported_Redis_address_is_rejected_without_its_password(string address, string expected)
    {
        string error = TestSettings.Error(TestSettings.Flags("--redis", address), ExitCode.Usage);
        Assert.StartsWith($"--redis {expected}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error);
        if (address.Length > 0)
            TestSettings.Error(TestSettings.Environment(("APPLIANCE_REDIS", address)), ExitCode.BadConfiguration);
    }

    private static SettingsReader Read(string[] flags) => flags.Contains("--")
        ? new(flags.Where(flag => flag != "--").ToArray(), _ => null)
        : TestSettings.Flags(flags);
}
