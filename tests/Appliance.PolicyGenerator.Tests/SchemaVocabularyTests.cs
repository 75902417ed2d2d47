extern alias generator;

using System.Reflection;
using generator::Appliance.PolicyGenerator.Bind;
using generator::Appliance.PolicyGenerator.Dialects;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The schema has exactly the members and enum values of the compiler.</summary>
public class SchemaVocabularyTests
{
    private static readonly Assembly Compiler = typeof(NamedMap).Assembly;

    [Fact]
    public void Schema_uses_draft_07() =>
        Assert.Equal("http://json-schema.org/draft-07/schema#", SchemaFile.At("$schema").GetValue<string>());

    /// <summary>Fails if a member is added to a binder but not to the schema.</summary>
    [Fact]
    public void Schema_objects_have_the_members_of_the_binders()
    {
        IEnumerable<string> known = Compiler.GetTypes()
            .Where(type => type.Namespace == typeof(NamedMap).Namespace)
            .SelectMany(type => type.GetFields(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.Name.EndsWith("Members", StringComparison.Ordinal))
            .Select(field => Sorted(Assert.IsType<string[]>(field.GetValue(null))));
        IEnumerable<string> written = SchemaFile.ClosedObjects
            .Select(schema => Sorted(schema["properties"]!.AsObject().Select(member => member.Key)));
        Assert.Equal(known.Distinct().Order(), written.Distinct().Order());
    }

    [Fact]
    public void Every_member_has_a_description() => Assert.All(
        SchemaFile.ClosedObjects.SelectMany(schema => schema["properties"]!.AsObject()),
        member => Assert.EndsWith(
            ".", member.Value!["description"]?.GetValue<string>() ?? $"{member.Value.GetPath()} has no description"));

    [Theory]
    [InlineData("app")]
    [InlineData("role")]
    [InlineData("roomType")]
    [InlineData("room")]
    [InlineData("dialect")]
    [InlineData("test")]
    public void Every_named_or_listed_object_has_a_description(string definition) =>
        Assert.EndsWith(".", SchemaFile.At($"definitions/{definition}/description").GetValue<string>());

    [Theory]
    [InlineData(typeof(PolicyVocabulary), "RoomKinds", "definitions/roomType/properties/kind/enum")]
    [InlineData(typeof(PolicyVocabulary), "ExcessRules", "definitions/expiry/properties/onExcess/enum")]
    [InlineData(typeof(TestBinder), "Verdicts", "definitions/test/properties/expect/enum")]
    [InlineData(typeof(TestBinder), "Reasons", "definitions/test/properties/reason/enum")]
    [InlineData(typeof(PolicyVocabulary), "Grants", "definitions/role/properties/grants/items/enum")]
    [InlineData(typeof(StarterKit), "Names", "definitions/app/properties/starterKit/enum")]
    [InlineData(typeof(PolicyVocabulary), "Apis", "definitions/dialect/properties/api/enum")]
    public void Schema_enums_match_the_words_of_the_compiler(Type type, string member, string path)
    {
        const BindingFlags Static = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static;
        object? words = type.GetField(member, Static)?.GetValue(null)
            ?? type.GetProperty(member, Static)!.GetValue(null);
        Assert.Equal(Assert.IsAssignableFrom<IEnumerable<string>>(words), SchemaFile.TextsAt(path));
    }

    [Fact]
    public void Schema_lists_the_built_in_dialects_and_their_reserved_claims()
    {
        Assert.Equal(
            BuiltInDialects.All.Select(dialect => dialect.Name), SchemaFile.TextsAt("definitions/builtInDialect/enum"));
        Assert.All(BuiltInDialects.All, dialect => Assert.Equal(
            dialect.Reserved,
            SchemaFile.TextsAt($"definitions/{Rule("unreservedBy", dialect.Name)}/propertyNames/not/enum")));
        Assert.Equal(
            DialectRules.AlwaysReserved, SchemaFile.TextsAt("definitions/claimOverrides/propertyNames/not/enum"));
    }

    [Fact]
    public void Schema_lists_the_roles_and_room_types_of_starter_kits() => Assert.All(StarterKit.All, kit =>
    {
        string rule = $"definitions/{Rule("kit", kit.Name)}/properties";
        Assert.Equal(kit.Roles.Select(role => role.Name), SchemaFile.NamesAt($"{rule}/roles/properties"));
        Assert.Equal(kit.RoomTypes.Select(type => type.Name), SchemaFile.NamesAt($"{rule}/roomTypes/properties"));
    });

    /// <summary>For example <c>kitAudioRoom</c> for <c>audio-room</c>.</summary>
    private static string Rule(string prefix, string name) => prefix + Names.ToIdentifier(name).TrimStart('_');

    private static string Sorted(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));
}
