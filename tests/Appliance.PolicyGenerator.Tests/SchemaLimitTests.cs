using System.Globalization;
using System.Text.RegularExpressions;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The schema has the limits of <see cref="AppLimits"/>, <see cref="ClaimLimits"/> and
/// <see cref="RateLimit"/>.</summary>
public class SchemaLimitTests
{
    [Theory]
    [InlineData("properties/apps", "maxProperties", AppLimits.AppsMax)]
    [InlineData("properties/dialects", "maxProperties", AppLimits.DialectsMax)]
    [InlineData("definitions/app/properties/roles", "maxProperties", AppLimits.RolesMax)]
    [InlineData("definitions/app/properties/roomTypes", "maxProperties", AppLimits.RoomTypesMax)]
    [InlineData("definitions/app/properties/templateIds", "maxProperties", AppLimits.TemplateIdsMax)]
    [InlineData("definitions/app/properties/maxRooms", "maximum", AppLimits.RoomsMax)]
    [InlineData("definitions/app/properties/maxRooms", "default", AppLimits.RoomsDefault)]
    [InlineData("definitions/rateLimit/properties/perSecond", "maximum", RateLimit.PerSecondMax)]
    [InlineData("definitions/rateLimit/properties/burst", "maximum", RateLimit.BurstMax)]
    [InlineData("definitions/room/properties/name", "maxLength", AppLimits.RoomNameBytesMax)]
    [InlineData(
        "definitions/role/properties/video/properties/destinationRoom", "maxLength", AppLimits.RoomNameBytesMax)]
    [InlineData(
        "definitions/tokenEndpoint/properties/allowedOrigins/items", "maxLength", AppLimits.OriginLengthMax)]
    [InlineData("definitions/tokenEndpoint/properties/serverUrl", "maxLength", AppLimits.ServerUrlLengthMax)]
    [InlineData("definitions/claimName", "maxLength", ClaimLimits.NameLengthMax)]
    public void Keyword_has_the_limit_of_the_compiler(string path, string keyword, int limit) =>
        Assert.Equal(limit, SchemaFile.At(path)[keyword]!.GetValue<int>());

    [Fact]
    public void Claims_are_nested_and_counted_up_to_the_limits_of_the_compiler()
    {
        string[] levels =
        [
            .. SchemaFile.NamesAt("definitions").Where(name => name is "claims" || name.StartsWith("claimOfLevel"))
                .Where(name => SchemaFile.At($"definitions/{name}")["maxProperties"] is not null),
        ];
        Assert.Equal(ClaimLimits.DepthMax, levels.Length);
        Assert.All(levels, level => Assert.Equal(
            ClaimLimits.ClaimsMax, SchemaFile.At($"definitions/{level}/maxProperties").GetValue<int>()));
    }

    [Theory]
    [InlineData("definitions/id", "", "", AppLimits.IdLengthMax)]
    [InlineData("definitions/app/properties/rooms/propertyNames", "", "", AppLimits.IdLengthMax)]
    [InlineData("definitions/app/properties/rooms/propertyNames", "", "*", AppLimits.IdLengthMax)]
    [InlineData("properties/apps/propertyNames", "", "", AppLimits.LabelLengthMax)]
    [InlineData("definitions/secret", "env:", "", AppLimits.SecretNameLengthMax)]
    [InlineData("definitions/secret", "file:", "", AppLimits.SecretNameLengthMax)]
    [InlineData("definitions/secret", "cred:", "", AppLimits.IdLengthMax)]
    public void Pattern_accepts_names_up_to_the_limit(string path, string prefix, string suffix, int lengthMax)
    {
        Assert.Matches(PatternAt(path), prefix + new string('x', lengthMax) + suffix);
        Assert.DoesNotMatch(PatternAt(path), prefix + new string('x', lengthMax + 1) + suffix);
    }

    [Theory]
    [InlineData("definitions/leeway", 0, AppLimits.LeewaySecondsMax, "sm")]
    [InlineData("definitions/sessionLength", AppLimits.SessionSecondsMin, AppLimits.SessionSecondsMax, "smhd")]
    public void Pattern_accepts_durations_within_the_limits(
        string path, long secondsMin, long secondsMax, string units)
    {
        Regex pattern = PatternAt(path);
        Assert.All(units, unit =>
        {
            Assert.True(Duration.TryParse($"1{unit}", out long unitSeconds));
            long min = (secondsMin + unitSeconds - 1) / unitSeconds, max = secondsMax / unitSeconds;
            Assert.Matches(pattern, Text(min, unit));
            Assert.Matches(pattern, Text(max, unit));
            Assert.DoesNotMatch(pattern, Text(min - 1, unit));
            Assert.DoesNotMatch(pattern, Text(max + 1, unit));
        });
    }

    private static Regex PatternAt(string path) => new(SchemaFile.At(path)["pattern"]!.GetValue<string>());

    private static string Text(long count, char unit) => count.ToString(CultureInfo.InvariantCulture) + unit;
}
