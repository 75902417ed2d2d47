using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>
/// Cache of token templates by role and room. Most tokens are issued for a few rooms, so the part that is the same for
/// one role and room is encoded and hashed once. Direct-mapped by a hash of the room id: a newer room evicts an older
/// one from its slot. Not thread-safe; allocates only when a slot is used for the first time.
/// </summary>
public sealed class RoomTemplates
{
    /// <summary>Number of slots, a power of two.</summary>
    private const int SlotCount = 64;

    /// <summary>Longer prefixes are not cached; those of the vendors have about 200 bytes.</summary>
    private const int TextBytesMax = 512;

    private readonly Entry[] _entries = new Entry[SlotCount];

    /// <summary>
    /// Finds or creates the template of a role and room. Returns null if the role has no room claims or the prefix is
    /// too long to cache.
    /// </summary>
    /// <param name="template">The template of the role.</param>
    /// <param name="role">The role of that template.</param>
    /// <param name="roomId">Id of the room.</param>
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
        // Marks the slot as empty until it is filled.
        entry.Parent = null;
        if (!entry.Template.TryExtend(template, tail.Slice(0, leftoverBytes + claims.Length)))
            return null;
        roomId.CopyTo(entry.RoomId);
        entry.RoomIdBytes = roomId.Length;
        entry.Parent = template;
        return entry.Template;
    }

    /// <summary>Hashes the last bytes, because ids are often random or end with a counter.</summary>
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
        /// <summary>The role's template, which also determines the key; null while the slot is empty.</summary>
        public TokenTemplate? Parent;
        public TokenTemplate? Template;
        public byte[]? RoomId;
        public int RoomIdBytes;
    }
}
