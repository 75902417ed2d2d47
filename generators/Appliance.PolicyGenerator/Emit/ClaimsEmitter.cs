using Appliance.PolicyGenerator.Layout;
using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Emits the steps of a claims layout as straight-line code.</summary>
internal static class ClaimsEmitter
{
    public static void Write(CodeWriter code, IReadOnlyList<ClaimStep> steps)
    {
        foreach (ClaimStep step in steps)
            Write(code, step);
    }

    private static void Write(CodeWriter code, ClaimStep step)
    {
        switch (step)
        {
            case TextStep text:
                code.Block(Raw(text.Json));
                break;
            case RoomIdStep:
                code.Block("claims.String(roomId);");
                break;
            case ValueStep value:
                WriteValue(code, value);
                break;
            case OptionalStep optional:
                code.Open($"if (!{Member(optional.Value)}.IsEmpty)");
                Write(code, optional.Steps);
                code.Close();
                break;
            case BeginMembersStep begin:
                code.Block($"bool isFirst{begin.Object} = true;");
                break;
            case MemberWrittenStep written:
                code.Block($"isFirst{written.Object} = false;");
                break;
            case NameStep name:
                code.Block(
                    $"claims.Raw(isFirst{name.Object} ? {Literals.Utf8(name.NameAndColon)} "
                    + $": {Literals.Utf8("," + name.NameAndColon)});");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    private static void WriteValue(CodeWriter code, ValueStep step)
    {
        string member = Member(step.Value);
        string write = step.Value.Source switch
        {
            ClaimSource.Data or ClaimSource.Attributes or ClaimSource.RoomConfig => $"claims.Raw({member});",
            ClaimSource.Now or ClaimSource.ExpiresAt => $"claims.Number({member}{Offset(step.Value)});",
            _ => $"claims.String({member});",
        };
        code.Block(step.FallbackJson is null ? write : $$"""
            if ({{member}}.IsEmpty)
                {{Raw(step.FallbackJson)}}
            else
                {{write}}
            """);
    }

    private static string Raw(string json) => $"claims.Raw({Literals.Utf8(json)});";

    private static string Member(Placeholder placeholder) => placeholder.Source switch
    {
        ClaimSource.Now => "values.NowSeconds",
        ClaimSource.ExpiresAt => "values.ExpiresAtSeconds",
        var source => $"values.{source}",
    };

    private static string Offset(Placeholder placeholder) =>
        placeholder.OffsetSeconds == 0 ? "" : $" - {Literals.Number(-placeholder.OffsetSeconds)}";
}
