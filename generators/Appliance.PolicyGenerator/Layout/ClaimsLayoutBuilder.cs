using Appliance.PolicyGenerator.Bind;
using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>
/// Compiles a claims template into one role's payload: the constant beginning as text, and straight-line code for the
/// rest. Every object starts with its constant members, followed by those of the room, so that tokens share a long
/// common beginning.
/// </summary>
internal sealed class ClaimsCompiler
{
    private readonly AppModel _app;
    private readonly RoleModel _role;
    private readonly ClaimsWriter _writer = new();
    private int _valueBytes;

    public ClaimsCompiler(AppModel app, RoleModel role)
    {
        _app = app;
        _role = role;
        WriteObject(role.Claims.Claims);
        _writer.Flush();
    }

    /// <summary>JSON from the opening brace to the first varying value.</summary>
    public string Constant => _writer.Constant;

    /// <summary>C# for the part that is the same in all tokens of the role and one room; may be empty.</summary>
    public string RoomPart => _writer.RoomCode;

    /// <summary>C# for the rest.</summary>
    public string Varying => _writer.Code;

    /// <summary>The maximum length of the template's own text in the rest.</summary>
    public int VaryingTextBytes => _writer.VaryingTextBytes;

    /// <summary>The length of the rest for the longest unescaped user values, without objects and metadata.</summary>
    public int VaryingBytes => _writer.VaryingTextBytes + _valueBytes;

    /// <summary>The caller's values that have a claim.</summary>
    public CallerValues Accepted { get; private set; }

    /// <summary>The caller's values that are required.</summary>
    public CallerValues Required { get; private set; }

    /// <summary>The JOSE header of an app's tokens (RFC 7515, section 4).</summary>
    public static string HeaderOf(AppModel app)
    {
        IEnumerable<string> members = app.Header.Select(member =>
        {
            string value = member.Value is Placeholder p ? AppText(app, p) : ((Literal)member.Value).Json;
            return $",{JsonText.Quote(member.Name)}:{value}";
        });
        return $"{{\"alg\":\"HS256\"{string.Concat(members)}}}";
    }

    private static string AppText(AppModel app, Placeholder placeholder) =>
        JsonText.Quote(placeholder.Source == ClaimSource.AppName ? app.Name : app.PublicId);

    private void WriteObject(IReadOnlyList<Claim> members)
    {
        ClaimsWriter.MemberList list = _writer.OpenObject();
        // Names before the first varying value are part of the common beginning, so an optional member comes last.
        Claim[] ordered = [.. members.OrderBy(member => member.Value.Scope).ThenBy(member => member.IsOptional)];
        foreach (Claim claim in ordered)
        {
            if (!claim.IsOptional)
            {
                list.Name(claim.Name);
                Write(claim.Value);
                continue;
            }
            var placeholder = (Placeholder)claim.Value;
            bool isLast = ReferenceEquals(claim, ordered[ordered.Length - 1]);
            list.OpenOptional($"!{Member(placeholder)}.IsEmpty", claim.Name, isLast);
            Write(placeholder);
            list.CloseOptional();
        }
        _writer.Text("}");
    }

    private void Write(ClaimValue value)
    {
        switch (value)
        {
            case Literal literal:
                _writer.Text(literal.Json);
                break;
            case ObjectValue nested:
                WriteObject(nested.Members);
                break;
            case ListValue list:
                WriteList(list.Items);
                break;
            case Placeholder { IsConstant: true } placeholder:
                _writer.Text(ConstantOf(placeholder));
                break;
            case Placeholder { Source: ClaimSource.RoomId } when !_writer.IsVarying:
                _valueBytes += BytesMax(ClaimSource.RoomId);
                _writer.RoomStatement("claims.String(roomId);");
                break;
            case Placeholder placeholder:
                WriteVarying(placeholder);
                break;
        }
    }

    private void WriteList(IReadOnlyList<ClaimValue> items)
    {
        _writer.Text("[");
        for (int i = 0; i < items.Count; i++)
        {
            _writer.Text(i == 0 ? "" : ",");
            Write(items[i]);
        }
        _writer.Text("]");
    }

    private void WriteVarying(Placeholder placeholder)
    {
        _valueBytes += BytesMax(placeholder.Source);
        Accepted |= placeholder.CallerValue;
        if (placeholder.Presence == Presence.Required)
            Required |= placeholder.CallerValue;
        string member = Member(placeholder);
        string write = placeholder.Source switch
        {
            ClaimSource.Data or ClaimSource.Attributes or ClaimSource.RoomConfig => $"claims.Raw({member});",
            ClaimSource.Now or ClaimSource.ExpiresAt => $"claims.Number({member}{Offset(placeholder)});",
            _ => $"claims.String({member});",
        };
        if (placeholder.Presence != Presence.Defaulted)
        {
            _writer.Statement(write);
            return;
        }
        _writer.Statement($$"""
            if ({{member}}.IsEmpty)
                claims.Raw({{_writer.TextLiteral(JsonText.Quote(placeholder.Fallback))}});
            else
                {{write}}
            """);
    }

    private string ConstantOf(Placeholder placeholder) => placeholder.Source switch
    {
        ClaimSource.RoleName => JsonText.Quote(_role.Name),
        ClaimSource.RoleGrants => $"[{string.Join(",", GrantNames.Of(_role.Grants).Select(JsonText.Quote))}]",
        ClaimSource.RoleCan => Literals.Flag((_role.Grants & placeholder.Grants) == placeholder.Grants),
        _ => AppText(_app, placeholder),
    };

    /// <summary>The longest JSON text of a value; a string includes its quotes.</summary>
    private int BytesMax(ClaimSource source) => source switch
    {
        ClaimSource.RoomId => 2 + (_app.Rooms.Patterns.Count == 0 ? 64 : RoomPattern.NameBytesMax),
        ClaimSource.UserId or ClaimSource.UserName => 2 + 256,
        ClaimSource.TokenId => 2 + 22,
        ClaimSource.Now or ClaimSource.ExpiresAt => 12,
        _ => 0,
    };

    private static string Member(Placeholder placeholder) => placeholder.Source switch
    {
        ClaimSource.Now => "values.NowSeconds",
        ClaimSource.ExpiresAt => "values.ExpiresAtSeconds",
        var source => $"values.{source}",
    };

    private static string Offset(Placeholder placeholder) =>
        placeholder.OffsetSeconds == 0 ? "" : $" - {Literals.Number(-placeholder.OffsetSeconds)}";
}
