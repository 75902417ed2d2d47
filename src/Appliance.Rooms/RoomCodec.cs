using System.Buffers.Text;
using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Rooms;

/// <summary>
/// Reads and writes a stored room: one JSON object without empty members. Members written by a newer version are
/// skipped, and lost when this version changes the room.
/// </summary>
public static class RoomCodec
{
    /// <summary>Maximum sizes of a room's details and number of its codes.</summary>
    public const int DetailsBytesMax = 16_384;

    /// <summary>One for each role.</summary>
    public const int CodesMax = 64;

    /// <summary>The session start of a room that an older version stored as <c>"spent":true</c> without its time; so
    /// early that the session is over.</summary>
    private const long LongAgoSeconds = 1;

    private const int DepthMax = 16;

    internal static byte[] Write(RoomRecord room)
    {
        byte[] buffer = new byte[StoredRoom.DocumentBytesMax];
        JsonWriter json = new(buffer);
        json.Raw(room.IsPolicyRoom ? "{\"ofPolicy\":true"u8 : "{\"ofPolicy\":false"u8);
        Text(ref json, ",\"type\":"u8, room.TypeName);
        Text(ref json, ",\"name\":"u8, room.Name ?? "");
        Number(ref json, ",\"startsAt\":"u8, room.StartsAtSeconds);
        Number(ref json, ",\"durationSeconds\":"u8, room.DurationSeconds);
        json.Raw(room.IsEnabled ? ""u8 : ",\"disabled\":true"u8);
        Number(ref json, ",\"sessionStartedAt\":"u8, room.SessionStartedAtSeconds);
        Number(ref json, ",\"createdAtMs\":"u8, room.CreatedAtMilliseconds);
        Number(ref json, ",\"updatedAtMs\":"u8, room.UpdatedAtMilliseconds);
        json.Raw(room.Details.Length > 0 ? ",\"details\":"u8 : ""u8);
        json.Raw(room.Details);
        json.Raw(room.Codes.Count > 0 ? ",\"codes\":["u8 : ""u8);
        for (int index = 0; index < room.Codes.Count; index++)
            WriteCode(ref json, room.Codes[index], isFirst: index == 0);
        json.Raw(room.Codes.Count > 0 ? "]}"u8 : "}"u8);
        if (json.Overflowed)
            throw new ArgumentException($"room {room.Id} is too large to be stored");
        return buffer[..json.Length];
    }

    private static void WriteCode(ref JsonWriter json, RoomCode code, bool isFirst)
    {
        json.Raw(isFirst ? "{\"code\":"u8 : ",{\"code\":"u8);
        json.String(Encoding.UTF8.GetBytes(code.Code));
        Text(ref json, ",\"role\":"u8, code.Role);
        json.Raw(code.IsEnabled ? ""u8 : ",\"disabled\":true"u8);
        Number(ref json, ",\"createdAtMs\":"u8, code.CreatedAtMilliseconds);
        Number(ref json, ",\"updatedAtMs\":"u8, code.UpdatedAtMilliseconds);
        json.Raw("}"u8);
    }

    private static void Text(ref JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        if (value == "")
            return;
        json.Raw(name);
        json.String(Encoding.UTF8.GetBytes(value));
    }

    private static void Number(ref JsonWriter json, ReadOnlySpan<byte> name, long value)
    {
        if (value == 0)
            return;
        json.Raw(name);
        json.Number(value);
    }

    /// <summary>Null if the document was not written by <see cref="Write"/>.</summary>
    internal static RoomRecord? Read(App app, StoredRoom stored)
    {
        JsonReader json = new(stored.Document, DepthMax);
        if (!json.Read() || json.Kind != JsonTokenKind.ObjectStart)
            return null;
        RoomRecord room = new() { Id = stored.Id };
        while (json.Read() && json.Kind == JsonTokenKind.Name)
        {
            ReadOnlySpan<byte> name = json.Raw;
            if (!json.Read())
                return null;
            int start = json.Start;
            room = name switch
            {
                _ when name.SequenceEqual("ofPolicy"u8) => room with { IsPolicyRoom = json.Kind == JsonTokenKind.True },
                _ when name.SequenceEqual("type"u8) => room with { TypeName = Text(json) },
                _ when name.SequenceEqual("name"u8) => room with { Name = Text(json) },
                _ when name.SequenceEqual("startsAt"u8) => room with { StartsAtSeconds = Number(json) },
                _ when name.SequenceEqual("durationSeconds"u8) => room with { DurationSeconds = Number(json) },
                _ when name.SequenceEqual("disabled"u8) => room with { IsEnabled = false },
                _ when name.SequenceEqual("sessionStartedAt"u8) =>
                    room with { SessionStartedAtSeconds = Number(json) },
                _ when name.SequenceEqual("spent"u8) => room with { SessionStartedAtSeconds = LongAgoSeconds },
                _ when name.SequenceEqual("createdAtMs"u8) => room with { CreatedAtMilliseconds = Number(json) },
                _ when name.SequenceEqual("updatedAtMs"u8) => room with { UpdatedAtMilliseconds = Number(json) },
                _ when name.SequenceEqual("codes"u8) => room with { Codes = ReadCodes(ref json) },
                _ => room,
            };
            bool areDetails = name.SequenceEqual("details"u8);
            if (!json.Skip())
                return null;
            if (areDetails)
                room = room with { Details = stored.Document[start..json.End] };
        }
        bool isWhole = json.Kind == JsonTokenKind.ObjectEnd && json.Error == JsonError.None;
        return isWhole ? room with { Type = TypeOf(app, room.TypeName), Stored = stored } : null;
    }

    /// <summary>Reads the whole array.</summary>
    private static RoomCode[] ReadCodes(ref JsonReader json)
    {
        List<RoomCode> codes = [];
        while (json.Read() && json.Kind == JsonTokenKind.ObjectStart)
        {
            RoomCode code = new("", "", IsEnabled: true, 0, 0);
            while (json.Read() && json.Kind == JsonTokenKind.Name)
            {
                ReadOnlySpan<byte> name = json.Raw;
                if (!json.Read())
                    return [];
                code = name switch
                {
                    _ when name.SequenceEqual("code"u8) => code with { Code = Text(json) },
                    _ when name.SequenceEqual("role"u8) => code with { Role = Text(json) },
                    _ when name.SequenceEqual("disabled"u8) => code with { IsEnabled = false },
                    _ when name.SequenceEqual("createdAtMs"u8) => code with { CreatedAtMilliseconds = Number(json) },
                    _ when name.SequenceEqual("updatedAtMs"u8) => code with { UpdatedAtMilliseconds = Number(json) },
                    _ => code,
                };
            }
            codes.Add(code);
        }
        return codes.ToArray();
    }

    /// <summary>The room type of this name; null if the policy has none.</summary>
    public static RoomType? TypeOf(App app, string name)
    {
        foreach (RoomType type in app.RoomTypes)
        {
            if (type.Name == name)
                return type;
        }
        return null;
    }

    private static string Text(in JsonReader json)
    {
        byte[] text = new byte[json.Raw.Length];
        return json.Kind == JsonTokenKind.String && json.TryCopyString(text, out int length)
            ? Encoding.UTF8.GetString(text, 0, length) : "";
    }

    private static long Number(in JsonReader json) =>
        Utf8Parser.TryParse(json.Raw, out long value, out int consumed) && consumed == json.Raw.Length ? value : 0;
}
