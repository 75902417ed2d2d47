using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Appliance.Tidy.Tests;

/// <summary>That code of one namespace uses a type of another.</summary>
/// <param name="From">A namespace, or the path of a composition file.</param>
/// <param name="To">As From.</param>
/// <param name="Example">A place, and the type used there.</param>
internal sealed record Arrow(string From, string To, string Example);

/// <summary>
/// Which namespaces the code of a file uses: the declaring namespaces of all types in the signature of every name after
/// resolution, constants and enum members included, and of the inferred types of variables and lambda parameters. So
/// <c>using</c> directives, nesting and <c>var</c> make no difference. The namespace of a type is its file's folder.
/// Not seen: names in comments, user-defined operators, code that a source generator emits, and reflection.
/// </summary>
internal sealed class NamespaceUses
{
    private readonly Func<SyntaxTree, string?> _nodeOf;
    private readonly Dictionary<INamedTypeSymbol, string?> _nodes = new(SymbolEqualityComparer.Default);
    private readonly SortedDictionary<string, string> _uses = new(StringComparer.Ordinal);
    private readonly List<string> _unresolved = [];

    private NamespaceUses(Func<SyntaxTree, string?> nodeOf) => _nodeOf = nodeOf;

    /// <summary>The uses of one file and the names that could not be resolved. <paramref name="nodeOf"/> gives the
    /// namespace of a file, or null if it is not of interest.</summary>
    public static (IReadOnlyList<Arrow> Arrows, IReadOnlyList<string> Unresolved) In(
        SemanticModel model, Func<SyntaxTree, string?> nodeOf)
    {
        NamespaceUses uses = new(nodeOf);
        IEnumerable<SyntaxNode> nodes = model.SyntaxTree.GetRoot()
            .DescendantNodes(node => node is not UsingDirectiveSyntax { Alias: null, StaticKeyword.RawKind: 0 });
        foreach (SyntaxNode node in nodes)
            uses.Add(node, model);
        string from = nodeOf(model.SyntaxTree)!;
        return ([.. uses._uses.Where(use => use.Key != from).Select(use => new Arrow(from, use.Key, use.Value))],
            uses._unresolved);
    }

    private void Add(SyntaxNode node, SemanticModel model)
    {
        switch (node)
        {
            case SimpleNameSyntax name when name.Parent is not NameEqualsSyntax { Parent: UsingDirectiveSyntax }:
                AddName(name, model);
                break;
            case ElementAccessExpressionSyntax or ConstructorInitializerSyntax or BaseObjectCreationExpressionSyntax:
                AddSymbol(model.GetSymbolInfo(node).Symbol, node);
                break;
            case SingleVariableDesignationSyntax or ParameterSyntax { Type: null }:
                AddSymbol(model.GetDeclaredSymbol(node), node);
                break;
        }
    }

    private void AddName(SimpleNameSyntax name, SemanticModel model)
    {
        SymbolInfo info = model.GetSymbolInfo(name);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        if (symbol is not null)
            AddSymbol(symbol, name);
        else if (!name.IsVar && name.Identifier.ValueText is not ("nameof" or "_" or "field")
            && !IsMemberOfUnknown(name, model))
            _unresolved.Add($"{Place(name)}: {name}");
    }

    /// <summary>Whether the name is a member of something that is itself unresolved, and so reported once.</summary>
    private static bool IsMemberOfUnknown(SimpleNameSyntax name, SemanticModel model) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name =>
            model.GetTypeInfo(access.Expression).Type is null or IErrorTypeSymbol,
        QualifiedNameSyntax qualified when qualified.Right == name =>
            model.GetSymbolInfo(qualified.Left).Symbol is null,
        _ => false,
    };

    private void AddSymbol(ISymbol? symbol, SyntaxNode place)
    {
        AddType(symbol as ITypeSymbol ?? symbol?.ContainingType, place);
        switch (symbol)
        {
            case ILocalSymbol local:
                AddType(local.Type, place);
                break;
            case IParameterSymbol parameter:
                AddType(parameter.Type, place);
                break;
            case IFieldSymbol field:
                AddType(field.Type, place);
                break;
            case IPropertySymbol property:
                AddType(property.Type, place);
                break;
            case IEventSymbol raised:
                AddType(raised.Type, place);
                break;
            case IMethodSymbol method:
                AddType(method.ReducedFrom?.ContainingType, place);
                AddType(method.ReturnType, place);
                foreach (IParameterSymbol parameter in method.Parameters)
                    AddType(parameter.Type, place);
                foreach (ITypeSymbol argument in method.TypeArguments)
                    AddType(argument, place);
                break;
        }
    }

    private void AddType(ITypeSymbol? type, SyntaxNode place)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                AddType(array.ElementType, place);
                break;
            case IPointerTypeSymbol pointer:
                AddType(pointer.PointedAtType, place);
                break;
            case INamedTypeSymbol named:
                foreach (ITypeSymbol argument in named.TypeArguments)
                    AddType(argument, place);
                AddNamed(named.OriginalDefinition, place);
                break;
        }
    }

    private void AddNamed(INamedTypeSymbol type, SyntaxNode place)
    {
        if (!_nodes.TryGetValue(type, out string? node))
        {
            SyntaxTree? tree = type.Locations.FirstOrDefault(location => location.IsInSource)?.SourceTree;
            _nodes.Add(type, node = tree is null ? null : _nodeOf(tree));
        }
        if (node is not null && !_uses.ContainsKey(node))
            _uses.Add(node, $"{Place(place)}: {type.Name}");
    }

    private static string Place(SyntaxNode node) =>
        $"{node.SyntaxTree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
