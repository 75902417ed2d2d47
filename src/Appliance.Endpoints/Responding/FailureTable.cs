using System.Diagnostics;
using System.Text;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Http;

namespace Appliance.Endpoints.Responding;

/// <summary>The error responses of one API: its rows in its envelope. The bodies are built once.</summary>
internal sealed class FailureTable
{
    private readonly List<Entry> _entries = [];
    private readonly Func<FailureRow, string> _envelope;
    private readonly byte[] _challenges;

    /// <param name="envelope">Returns the body of a row: JSON, ASCII.</param>
    /// <param name="challenges">The WWW-Authenticate header lines that a 401 must contain (RFC 9110, section 15.5.2).
    /// </param>
    /// <param name="rows">One for each failure, and for each member that has its own. Of two rows for the same failure
    /// and member the first applies.</param>
    public FailureTable(
        Func<FailureRow, string> envelope, ReadOnlySpan<byte> challenges, params ReadOnlySpan<FailureRow> rows)
    {
        (_envelope, _challenges) = (envelope, challenges.ToArray());
        Add(rows);
    }

    private FailureTable(FailureTable shared, ReadOnlySpan<FailureRow> rows)
    {
        (_envelope, _challenges) = (shared._envelope, shared._challenges);
        _entries.AddRange(shared._entries);
        Add(rows);
    }

    private FailureTable(FailureTable first, FailureTable second)
    {
        (_envelope, _challenges) = (first._envelope, [.. first._challenges, .. second._challenges]);
        foreach (Entry entry in first._entries)
        {
            if (second.IndexOf(entry.Row.Failure, entry.Row.Member) is >= 0 and int index)
                _entries.Add(new(
                    entry.Row, [.. entry.Body.AsSpan()[..^1], (byte)',', .. second._entries[index].Body.AsSpan(1)]));
        }
    }

    /// <summary>For requests of which it is unknown to which of two APIs they belong: the bodies have the error members
    /// of both.</summary>
    public static FailureTable Join(FailureTable first, FailureTable second) => new(first, second);

    /// <summary>A table with these rows, and then more.</summary>
    public FailureTable With(params ReadOnlySpan<FailureRow> rows) => new(this, rows);

    /// <summary>Whether the table has a row for the failure, of any member.</summary>
    public bool Has(Failure failure) => IndexOf(failure, member: null) >= 0;

    /// <summary>The text of the failure, with its placeholders.</summary>
    public string TextOf(Failure failure) => EntryOf(failure, member: null).Row.Text;

    /// <summary>The body of the failure, with its placeholders.</summary>
    public ReadOnlySpan<byte> BodyOf(Failure failure, Member? member) => EntryOf(failure, member).Body;

    /// <summary>Writes the response.</summary>
    /// <param name="failure">Not <see cref="Failure.None"/>.</param>
    /// <param name="error">The member or name that the failure is about.</param>
    /// <param name="response">Is filled in.</param>
    public void Write(Failure failure, scoped MemberError error, ref HttpResponse response)
    {
        Entry entry = EntryOf(failure, error.Member);
        response.Status = entry.Row.Status;
        response.WriteJson(entry.Body, error);
        if (entry.Row.Status == HttpStatus.Unauthorized)
            response.AddHeader(_challenges);
        if (entry.Row.Retries)
            response.AddRetryAfter(seconds: 1);
    }

    private void Add(ReadOnlySpan<FailureRow> rows)
    {
        foreach (FailureRow row in rows)
            _entries.Add(new(row, Encoding.ASCII.GetBytes(_envelope(row))));
    }

    private Entry EntryOf(Failure failure, Member? member)
    {
        int index = IndexOf(failure, member);
        Debug.Assert(index >= 0, $"no row for {failure}");
        return _entries[index];
    }

    /// <summary>The index of the member's own row, or else of the row for all members; -1 if there is neither.
    /// A member without a row for <see cref="Failure.WrongType"/> reports an invalid value.</summary>
    private int IndexOf(Failure failure, Member? member)
    {
        int index = member is null ? -1 : Find(failure, member);
        if (index < 0 && member is not null && failure == Failure.WrongType)
            index = Find(Failure.InvalidMember, member);
        return index >= 0 ? index : Find(failure, member: null);
    }

    private int Find(Failure failure, Member? member)
    {
        for (int index = 0; index < _entries.Count; index++)
        {
            if (_entries[index].Row.Failure == failure && _entries[index].Row.Member == member)
                return index;
        }
        return -1;
    }

    /// <summary>A class: a list of tuples would add kilobytes to the binary.</summary>
    private sealed class Entry(FailureRow row, byte[] body)
    {
        public FailureRow Row => row;

        public byte[] Body => body;
    }
}
