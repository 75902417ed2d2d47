using System.Text;
using Appliance.Policy.Generator.Bind;
using Appliance.Policy.Generator.Model;

namespace Appliance.Policy.Generator.Emit;

/// <summary>
/// Turns a template into one role's payload: the constant beginning as text, which ends with the name of the first
/// claim that varies, and straight-line code for the rest.
/// </summary>
internal sealed class ClaimsCompiler
{
    private readonly AppModel _app;
    private readonly RoleModel _role;
    private readonly Claim[] _varying;
    private readonly StringBuilder _pending = new();

    public ClaimsCompiler(AppModel app, RoleModel role)
    {
        _app = app;
        _role = role;
        _varying = [.. app.Claims.Claims.SkipWhile(claim => claim.Value.IsConstant)];
        var constant = new StringBuilder("{");
        foreach (Claim claim in app.Claims.Claims.Take(app.Claims.Claims.Count - _varying.Length))
            constant.Append(Name(claim)).Append(ConstantOf(claim.Value)).Append(',');
        Constant = constant.Append(Name(_varying[0])).ToString();
    }

    /// <summary>JSON from the opening brace to the first varying claim's colon.</summary>
    public string Constant { get; }

    public void WriteVarying(CodeWriter code)
    {
        for (int i = 0; i < _varying.Length; i++)
        {
            if (_varying[i].OmittedWhenEmpty)
                WriteOptional(code, _varying[i]);
            else
                WriteClaim(code, _varying[i], isNamed: i == 0);
        }
        _pending.Append('}');
        Flush(code);
    }

    private void WriteOptional(CodeWriter code, Claim claim)
    {
        Flush(code);
        code.Open($"if (!{Member(claim.Value)}.IsEmpty)");
        WriteClaim(code, claim, isNamed: false);
        Flush(code);
        code.Close();
    }

    private void WriteClaim(CodeWriter code, Claim claim, bool isNamed)
    {
        if (!isNamed)
            _pending.Append(',').Append(Name(claim));
        if (claim.Value.IsConstant)
        {
            _pending.Append(ConstantOf(claim.Value));
            return;
        }
        Flush(code);
        string member = Member(claim.Value);
        code.Block(claim.Value.Source switch
        {
            ClaimSource.Data => $"claims.Raw({member});",
            ClaimSource.Now or ClaimSource.ExpiresAt => $"claims.Number({member}{Offset(claim.Value)});",
            _ => $"claims.String({member});",
        });
    }

    /// <summary>Writes what has gathered between two values as one literal.</summary>
    private void Flush(CodeWriter code)
    {
        if (_pending.Length > 0)
            code.Block($"claims.Raw({Literals.Utf8(_pending.ToString())});");
        _pending.Clear();
    }

    private string ConstantOf(ClaimValue value) => value.Source switch
    {
        ClaimSource.AppPublicId => JsonText.Quote(_app.PublicId),
        ClaimSource.RoleName => JsonText.Quote(_role.Name),
        ClaimSource.RoleGrants =>
            $"[{string.Join(",", RoleBinder.NamesOf(_role.Grants).Select(JsonText.Quote))}]",
        _ => value.Json,
    };

    private static string Name(Claim claim) => JsonText.Quote(claim.Name) + ":";

    private static string Member(ClaimValue value) => value.Source switch
    {
        ClaimSource.Now => "values.NowSeconds",
        ClaimSource.ExpiresAt => "values.ExpiresAtSeconds",
        var source => $"values.{source}",
    };

    private static string Offset(ClaimValue value) => value.OffsetSeconds switch
    {
        0 => "",
        > 0 => $" + {Literals.Number(value.OffsetSeconds)}",
        _ => $" - {Literals.Number(-value.OffsetSeconds)}",
    };
}
