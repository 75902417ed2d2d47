namespace Appliance.PolicyGenerator.Tests;

/// <summary>Valid edits of <see cref="SamplePolicies.Small"/>: the <see cref="PolicyFacts"/> that change, the original
/// piece and its replacement. No other fact changes, unless the facts end with an ellipsis.</summary>
public static class GoodPolicies
{
    public const string Sample = SamplePolicies.Small;

    public static TheoryData<string, string, string> Expiries => new()
    {
        {
            "web.host.expiry = 1 7200 7200 Deny",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            """ "max": "2h" """
        },
        {
            "web.host.expiry = 1 3600 86400 Deny",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            """ "default": "1h" """
        },
        {
            "web.host.expiry = 1 108000 108000 Deny",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            """ "default": "30h" """
        },
        {
            "web.host.expiry = 3600 86400 86400 Deny",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            """ "min": "1h" """
        },
        {
            "web.host.expiry = 60 3600 7200 Clamp",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            """ "min": "1m", "default": "1h", "max": "2h", "onExcess": "clamp" """
        },
        {
            "web.host.expiry = 1 86400 7776000 Deny",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            """ "max": "90d" """
        },
        {
            "web.host.expiry = 60 86400 172800 Deny",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            """ "min": "60s", "max": "2d" """
        },
        {
            "web.host.expiry = 1 86400 86400 Deny",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            """ "onExcess": "deny" """
        },
        {
            "web.host.expiry = 1 86400 86400 Deny",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            ""
        },
        {
            "web.host.expiry = 1 1 1 Deny",
            """ "min": "1m", "default": "1h", "max": "2h" """,
            """ "default": "1s", "max": "1s" """
        },
        {
            "web.host.expiry = 60 3600 7200 Clamp; web.guest.expiry = 1 86400 86400 Clamp",
            """ "secret": "env:WEB_SECRET", """,
            """ "secret": "env:WEB_SECRET", "defaults": { "expiry": { "onExcess": "clamp" } }, """
        },
        {
            "web.guest.expiry = 60 86400 172800 Deny",
            """ "secret": "env:WEB_SECRET", """,
            """ "secret": "env:WEB_SECRET", "defaults": { "expiry": { "min": "1m", "max": "2d" } }, """
        },
        {
            "kit.host.expiry = 1 1800 3600 Deny; kit.guest.expiry = 1 1800 3600 Deny",
            """ "starterKit": "video-conferencing", """,
            """ "starterKit": "video-conferencing", "defaults": { "expiry": { "default": "30m", "max": "1h" } }, """
        },
        {
            "kit.host.expiry = 1 600 600 Deny; kit.guest.expiry = 1 1800 3600 Deny",
            """ "starterKit": "video-conferencing", """,
            """
            "starterKit": "video-conferencing", "defaults": { "expiry": { "default": "30m", "max": "1h" } }, "roles": {
            "host": { "expiry": { "max": "10m" } } },
            """
        },
        {
            "web.guest.expiry = 1 86400 7776000 Deny; kit.host.expiry = 1 86400 7776000 Deny; "
            + "kit.guest.expiry = 1 86400 7776000 Deny",
            """ "policy": 1, """,
            """ "policy": 1, "defaults": { "expiry": { "max": "365d" } }, """
        },
        {
            "web.guest.expiry = 1200 86400 86400 Deny; kit.host.expiry = 1200 86400 86400 Deny; "
            + "kit.guest.expiry = 1200 86400 86400 Deny; desk.viewer.expiry = 900 900 900 Deny",
            """ "policy": 1, """,
            """ "policy": 1, "defaults": { "expiry": { "min": "20m" } }, """
        },
        {
            "web.meeting.cap = 7776000",
            """, "expiry": { "max": "90m" }""",
            ""
        },
        {
            "web.open.cap = 86400",
            """ "recording": false """,
            """ "recording": false, "expiry": { "max": "1d" } """
        },
    };

    public static TheoryData<string, string, string> Types => new()
    {
        {
            "web.meeting.opensBefore = 0",
            """ "5m" """,
            """ "0s" """
        },
        {
            "web.meeting.opensBefore = 172800",
            """ "5m" """,
            """ "2d" """
        },
        {
            "",
            """ "5m" """,
            """ "300s" """
        },
        {
            "web.meeting.opensBefore = 18000",
            """ "5m" """,
            """ "5h" """
        },
        {
            "web.meeting.opensBefore = 900",
            """ "opensBefore": "5m",""",
            ""
        },
        {
            "web.meeting.opensBefore = 315360000",
            """ "5m" """,
            """ "3650d" """
        },
        {
            "web.meeting.recording = True",
            """ "secret": "env:WEB_SECRET", """,
            """ "secret": "env:WEB_SECRET", "defaults": { "recording": true }, """
        },
        {
            "web.open.singleUse = True; web.meeting.singleUse = True; kit.conference.singleUse = True",
            """ "policy": 1, """,
            """ "policy": 1, "defaults": { "singleUse": true }, """
        },
        {
            "kit.conference.recording = True",
            """ "starterKit": "video-conferencing", """,
            """ "starterKit": "video-conferencing", "roomTypes": { "conference": { "recording": true } }, """
        },
        {
            "kit.conference.roles = guest",
            """ "starterKit": "video-conferencing", """,
            """ "starterKit": "video-conferencing", "roomTypes": { "conference": { "roles": ["guest"] } }, """
        },
        {
            "kit.conference.kind = AdHoc; kit.conference.cap = 3600",
            """ "starterKit": "video-conferencing", """,
            """
            "starterKit": "video-conferencing", "roomTypes": { "conference": { "kind": "adhoc", "expiry": {
            "max": "1h" } } },
            """
        },
        {
            "kit.conference.singleUse = True; kit.conference.recording = True",
            """ "starterKit": "video-conferencing", """,
            """ "starterKit": "video-conferencing", "defaults": { "singleUse": true, "recording": true }, """
        },
        {
            "kit.conference.singleUse = True",
            """ "starterKit": "video-conferencing", """,
            """
            "starterKit": "video-conferencing", "defaults": { "singleUse": true, "recording": true }, "roomTypes": {
            "conference": { "recording": false } },
            """
        },
        {
            "web.open.kind = AdHoc",
            """ "permanent" """,
            """ "adhoc" """
        },
        {
            "web.meeting.roles = host guest",
            """ "roles": ["host"], """,
            """ "roles": ["guest", "host"], """
        },
    };
}
