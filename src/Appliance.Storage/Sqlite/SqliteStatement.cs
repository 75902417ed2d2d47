using System.Text;
using SQLitePCL;

namespace Appliance.Storage.Sqlite;

/// <summary>A prepared statement.</summary>
internal sealed class SqliteStatement(SqliteConnection connection, sqlite3_stmt handle) : IDisposable
{
    /// <param name="index">From 1.</param>
    /// <param name="value">A 64-bit integer.</param>
    public void Bind(int index, long value) => connection.Check(raw.sqlite3_bind_int64(handle, index, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int index, long? value) => connection.Check(value is { } number
        ? raw.sqlite3_bind_int64(handle, index, number) : raw.sqlite3_bind_null(handle, index));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int index, ReadOnlySpan<byte> value) =>
        connection.Check(raw.sqlite3_bind_blob(handle, index, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int index, string? value) => connection.Check(
        value is null ? raw.sqlite3_bind_null(handle, index) : raw.sqlite3_bind_text(handle, index, value));

    /// <summary>Steps to the next row. After the last row it resets the statement and returns false.</summary>
    public bool Read()
    {
        int code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        Reset(code);
        return false;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Run() => Read();

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <returns>False if it violates a constraint; then it changed nothing.</returns>
    public bool TryRun()
    {
        int code = raw.sqlite3_step(handle);
        bool violatesConstraint = (code & 0xff) == raw.SQLITE_CONSTRAINT;
        if (violatesConstraint)
            raw.sqlite3_reset(handle);
        else
            Reset(code);
        return !violatesConstraint;
    }

    /// <param name="column">From 0.</param>
    public long? NumberOrNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL
        ? null : raw.sqlite3_column_int64(handle, column);

    /// <inheritdoc cref="NumberOrNull"/>
    public string? TextOrNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL
        ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    /// <inheritdoc cref="NumberOrNull"/>
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public void Dispose() => raw.sqlite3_finalize(handle);

    /// <summary>Resets the statement and throws if its result code is an error.</summary>
    private void Reset(int code)
    {
        int resetCode = raw.sqlite3_reset(handle);
        if (code != raw.SQLITE_DONE)
            connection.Check(resetCode != raw.SQLITE_OK ? resetCode : code);
    }
}
