using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Appliance.Tidy.Tests;

/// <summary>Code whose result changes when the members of an enum are reordered or one is inserted. Only enums of the
/// solution count: the numbers of others are a contract.</summary>
internal static class EnumUses
{
    /// <summary>Arithmetic on the members of an enum, and comparisons by order. Bit operations are neither.</summary>
    public static IEnumerable<string> OrderIn(SemanticModel model) => model.SyntaxTree.GetRoot().DescendantNodes()
        .Where(node => OrderedOperands(node).Any(operand => EnumOf(operand, model) is not null)
            && (node is not ExpressionSyntax result
                || model.GetTypeInfo(result).Type?.SpecialType is not SpecialType.System_String))
        .Select(node => $"{Place(node)}: {node}");

    /// <summary>
    /// Conversions between an enum and its numbers, by the enum's name. They are safe for flags, and if all members
    /// state their numbers; otherwise a table indexed by them has to be tested with all values.
    /// </summary>
    public static IEnumerable<(string Enum, string Place)> NumbersIn(SemanticModel model) =>
        model.SyntaxTree.GetRoot().DescendantNodes()
            .OfType<CastExpressionSyntax>()
            .Select(cast => (
                Cast: cast, From: model.GetTypeInfo(cast.Expression).Type, To: model.GetTypeInfo(cast).Type))
            .Where(cast => IsNumber(cast.From) || IsNumber(cast.To))
            .Select(cast => (cast.Cast, Enum: AsEnum(cast.From) ?? AsEnum(cast.To)))
            .Where(cast => cast.Enum is not null && !IsFlags(cast.Enum) && !StatesNumbers(cast.Enum))
            .Select(cast => (cast.Enum!.Name, Place(cast.Cast)));

    /// <summary>The names of the enums all of whose values a file enumerates.</summary>
    public static IEnumerable<string> EnumeratedIn(SyntaxNode root) => root.DescendantNodes()
        .OfType<GenericNameSyntax>()
        .Where(name => name.Identifier.ValueText == "GetValues")
        .Select(name => name.TypeArgumentList.Arguments[0].ToString().Split('.')[^1]);

    private static IEnumerable<ExpressionSyntax> OrderedOperands(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax binary when binary.Kind() is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression
            or SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression
            or SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
            or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression =>
            [binary.Left, binary.Right],
        AssignmentExpressionSyntax assignment when assignment.Kind() is SyntaxKind.AddAssignmentExpression
            or SyntaxKind.SubtractAssignmentExpression => [assignment.Left, assignment.Right],
        PrefixUnaryExpressionSyntax unary when unary.Kind() is SyntaxKind.PreIncrementExpression
            or SyntaxKind.PreDecrementExpression => [unary.Operand],
        PostfixUnaryExpressionSyntax unary when unary.Kind() is SyntaxKind.PostIncrementExpression
            or SyntaxKind.PostDecrementExpression => [unary.Operand],
        RelationalPatternSyntax pattern => [pattern.Expression],
        _ => [],
    };

    /// <summary>The enum of an expression, also if it was cast to a number.</summary>
    private static INamedTypeSymbol? EnumOf(ExpressionSyntax expression, SemanticModel model) => expression switch
    {
        ParenthesizedExpressionSyntax inner => EnumOf(inner.Expression, model),
        CastExpressionSyntax cast => EnumOf(cast.Expression, model) ?? AsEnum(model.GetTypeInfo(cast).Type),
        _ => AsEnum(model.GetTypeInfo(expression).Type),
    };

    private static INamedTypeSymbol? AsEnum(ITypeSymbol? type) => type switch
    {
        INamedTypeSymbol { TypeKind: TypeKind.Enum } found when found.Locations[0].IsInSource => found,
        INamedTypeSymbol { ConstructedFrom.SpecialType: SpecialType.System_Nullable_T } nullable =>
            AsEnum(nullable.TypeArguments[0]),
        _ => null,
    };

    private static bool IsNumber(ITypeSymbol? type) =>
        type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64
            or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    private static bool IsFlags(INamedTypeSymbol type) =>
        type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == nameof(FlagsAttribute));

    private static bool StatesNumbers(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .SelectMany(reference => ((EnumDeclarationSyntax)reference.GetSyntax()).Members)
        .All(member => member.EqualsValue is not null);

    private static string Place(SyntaxNode node) =>
        $"{node.SyntaxTree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
