using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>
/// Templates for the rooms that tokens were issued for of late: most come for few rooms, and all that is the same for
/// the tokens of one role and one room is then encoded and hashed already. A place is a room's by its hash, so that a
/// newer room takes an older one's. For one thread; allocates only when a place is taken for the first time.
/// </summary>
public sealed class RoomTemplates
{
    /// <summary>A power of two.</summary>
    private const int SlotCount = 64;

    /// <summary>Longer beginnings are not kept; the vendors' have some 200 bytes.</summary>
    private const int TextBytesMax = 512;

    private readonly Entry[] _entries = new Entry[SlotCount];

    /// <summary>The role's template with the room's claims, or without them if they are too long to keep, or if there
    /// are none.</summary>
    /// <param name="template">The role's.</param>
    /// <param name="role">Of that template.</param>
    /// <param name="roomId">Any room's.</param>
    internal TokenTemplate? Find(TokenTemplate template, Role role, ReadOnlySpan<byte> roomId)
    {
        ref Entry entry = ref _entries[SlotOf(role, roomId)];
        if (entry.Parent == template && roomId.SequenceEqual(entry.RoomId.AsSpan(0, entry.RoomIdBytes)))
            return entry.Template;
        return Fill(ref entry, template, role, roomId);
    }

    [SkipLocalsInit]
    private static TokenTemplate? Fill(
        ref Entry entry, TokenTemplate template, Role role, ReadOnlySpan<byte> roomId)
    {
        Span<byte> tail = stackalloc byte[TextBytesMax];
        int leftoverBytes = template.BeginTail(tail);
        JsonWriter claims = new(tail.Slice(leftoverBytes));
        role.WriteRoomClaims(ref claims, roomId);
        if (claims.Length == 0 || claims.Overflowed || roomId.Length > TokenLimits.RoomIdBytesMax)
            return null;
        entry.RoomId ??= new byte[TokenLimits.RoomIdBytesMax];
        entry.Template ??= new(template.Key, TextBytesMax);
        // Until it is filled it is nobody's.
        entry.Parent = null;
        if (!entry.Template.TryExtend(template, tail.Slice(0, leftoverBytes + claims.Length)))
            return null;
        roomId.CopyTo(entry.RoomId);
        entry.RoomIdBytes = roomId.Length;
        entry.Parent = template;
        return entry.Template;
    }

    /// <summary>Ids are often random, or count up at their end.</summary>
    private static int SlotOf(Role role, ReadOnlySpan<byte> roomId)
    {
        const ulong Odd = 0x9e37_79b9_7f4a_7c15;
        ulong end = roomId.Length >= sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64LittleEndian(roomId.Slice(roomId.Length - sizeof(ulong)))
            : ShortEnd(roomId);
        ulong mixed = (end ^ (ulong)role.Constraints.Index) * Odd;
        return (int)(mixed >> 32) & (SlotCount - 1);
    }

    private static ulong ShortEnd(ReadOnlySpan<byte> roomId)
    {
        ulong end = 0;
        foreach (byte octet in roomId)
            end = end << 8 | octet;
        return end;
    }

    private struct Entry
    {
        /// <summary>The role's template, which also says by which key; null as long as the place is nobody's.</summary>
        public TokenTemplate? Parent;
        public TokenTemplate? Template;
        public byte[]? RoomId;
        public int RoomIdBytes;
    }
}
