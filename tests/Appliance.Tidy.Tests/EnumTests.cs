using Microsoft.CodeAnalysis;

namespace Appliance.Tidy.Tests;

/// <summary>Inserting a member into an enum must not silently change what other code does.</summary>
public class EnumTests
{
    [Fact]
    public void Enums_are_not_compared_by_order_nor_used_in_arithmetic() => Findings.AssertNone(
        Models().SelectMany(EnumUses.OrderIn));

    /// <summary>A number of an enum is an index or a bit somewhere, so a new member needs a place there.</summary>
    [Fact]
    public void Enums_whose_numbers_are_used_are_tested_with_all_values()
    {
        HashSet<string> tested = [.. SourceTree.CSharp.Where(file => file.IsUnder("tests"))
            .SelectMany(file => EnumUses.EnumeratedIn(file.Root))];
        Findings.AssertNone(Models()
            .SelectMany(EnumUses.NumbersIn)
            .GroupBy(use => use.Enum, use => use.Place)
            .Where(group => !tested.Contains(group.Key))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key}: no test calls Enum.GetValues for it, used in {string.Join(", ", group)}"));
    }

    [Theory]
    [InlineData("int F(E e) => (int)e + 1;")]
    [InlineData("int F(E e) => 1 - (int)(e);")]
    [InlineData("E F(E e) => e + 1;")]
    [InlineData("E F(E e) => ++e;")]
    [InlineData("E F(E e) => e -= 1;")]
    [InlineData("E F(int i) => (E)i++ + 1;")]
    [InlineData("bool F(E e) => e < E.B;")]
    [InlineData("bool F(E? e) => e >= E.B;")]
    [InlineData("bool F(E e) => (int)e > 1;")]
    [InlineData("bool F(E e) => e is >= E.A and <= E.B;")]
    [InlineData("int F(E e) => e switch { > E.A => 1, _ => 0 };")]
    [InlineData("const int Count = (int)E.B + 1;")]
    public void A_planted_use_of_order_is_found(string member) => Assert.NotEmpty(EnumUses.OrderIn(Plant(member)));

    [Theory]
    [InlineData("bool F(E e) => e == E.A || e is E.B;")]
    [InlineData("string F(E e) => \"a\" + e;")]
    [InlineData("Bits F(Bits b) => (b | Bits.A) & ~Bits.B;")]
    [InlineData("int F(int[] table, E e) => table[(int)e];")]
    [InlineData("bool F(System.DayOfWeek day) => day > System.DayOfWeek.Monday;")]
    public void Bit_operations_and_equality_use_no_order(string member) =>
        Assert.Empty(EnumUses.OrderIn(Plant(member)));

    [Theory]
    [InlineData("int F(int[] table, E e) => table[(int)e];", "E")]
    [InlineData("uint F(E e) => 1u << (byte)e;", "E")]
    [InlineData("E F(int i) => (E)i;", "E")]
    [InlineData("int F(Bits b) => (int)b;", null)]
    [InlineData("int F(Errors e) => (int)e;", null)]
    [InlineData("object F(E e) => (object)e;", null)]
    public void Use_of_numbers_is_found(string member, string? expected) =>
        Assert.Equal(expected, EnumUses.NumbersIn(Plant(member)).Select(use => use.Enum).SingleOrDefault());

    [Fact]
    public void Enumeration_of_values_is_found() => Assert.Equal(
        ["E"], EnumUses.EnumeratedIn(Plant("E[] F() => System.Enum.GetValues<Planted.E>();").SyntaxTree.GetRoot()));

    private static SemanticModel Plant(string member) => CompiledProject.Plant($$"""
        enum E { A, B }
        enum Errors { A = 1, B = 3 }
        [System.Flags] enum Bits { A = 1, B = 2 }
        class Planted { {{member}} }
        """);

    private static IEnumerable<SemanticModel> Models() => CompiledProject.All
        .SelectMany(project => project.Files.Select(file => project.Model(file.Root.SyntaxTree)));
}
