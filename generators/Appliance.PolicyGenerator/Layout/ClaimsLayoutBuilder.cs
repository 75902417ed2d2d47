using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Layout;

/// <summary>
/// Lays out a claims template for one role. Every object starts with its constant members, followed by those of the
/// room, so that tokens share a long common beginning.
/// </summary>
internal sealed class ClaimsLayoutBuilder(AppModel app, RoleModel role)
{
    private const int QuotesBytes = 2;

    private readonly StepWriter _writer = new();
    private int _valueBytes;
    private CallerValues _accepted;
    private CallerValues _required;

    public ClaimsLayout Build()
    {
        WriteObject(role.Claims.Claims);
        _writer.Flush();
        return new(
            _writer.Constant, _writer.RoomPart, _writer.Varying, _writer.TextBytes, _valueBytes, _accepted, _required);
    }

    private void WriteObject(IReadOnlyList<Claim> members)
    {
        MemberList list = _writer.OpenObject();
        // Names before the first varying value are part of the common beginning, so an optional member comes last.
        Claim[] ordered =
            [.. members.OrderBy(member => member.Value.ScopeRank).ThenBy(member => member.IsOptional)];
        foreach (Claim claim in ordered)
        {
            if (!claim.IsOptional)
            {
                list.Name(claim.Name);
                Write(claim.Value);
                continue;
            }
            var placeholder = (Placeholder)claim.Value;
            list.OpenOptional(claim.Name, isLast: ReferenceEquals(claim, ordered[ordered.Length - 1]));
            Write(placeholder);
            _writer.CloseOptional(placeholder);
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
                _writer.RoomId();
                break;
            case Placeholder placeholder:
                WriteVarying(placeholder);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value));
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
        _accepted |= placeholder.CallerValue;
        if (placeholder.Presence == Presence.Required)
            _required |= placeholder.CallerValue;
        bool hasFallback = placeholder.Presence == Presence.Defaulted;
        _writer.Value(new(placeholder, hasFallback ? JsonText.Quote(placeholder.Fallback) : null));
    }

    private string ConstantOf(Placeholder placeholder) => placeholder.Source switch
    {
        ClaimSource.RoleName => JsonText.Quote(role.Name),
        ClaimSource.RoleGrants =>
            $"[{string.Join(",", PolicyVocabulary.NamesOf(role.Grants).Select(JsonText.Quote))}]",
        ClaimSource.RoleCan => JsonText.Flag((role.Grants & placeholder.Grants) == placeholder.Grants),
        _ => HeaderLayout.AppText(app, placeholder),
    };

    /// <summary>The longest JSON text of a value; a string includes its quotes.</summary>
    private int BytesMax(ClaimSource source) => source switch
    {
        ClaimSource.RoomId =>
            QuotesBytes + (app.Rooms.Patterns.Count == 0 ? AppLimits.IdLengthMax : AppLimits.RoomNameBytesMax),
        ClaimSource.UserId => QuotesBytes + ClaimLimits.UserIdBytesMax,
        ClaimSource.UserName => QuotesBytes + ClaimLimits.UserNameBytesMax,
        ClaimSource.TokenId => QuotesBytes + ClaimLimits.TokenIdBytes,
        ClaimSource.Now or ClaimSource.ExpiresAt => ClaimLimits.InstantDigitsMax,
        _ => 0,
    };
}
