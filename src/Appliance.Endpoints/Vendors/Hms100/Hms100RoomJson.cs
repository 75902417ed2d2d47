using System.Text;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.RoomPages;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>Writes rooms in the format of 100ms's API.</summary>
internal static class Hms100RoomJson
{
    /// <summary>Writes a run-time room.</summary>
    public static void Write(ref JsonWriter json, App app, RoomRecord room)
    {
        json.Raw("{\"id\":"u8);
        json.String(Encoding.UTF8.GetBytes(room.Id));
        WriteState(ref json, app, room.IsEnabled, room.TypeName);
        if (room.Details.Length > "{}".Length)
        {
            json.Raw(","u8);
            json.Raw(room.Details.AsSpan(1, room.Details.Length - "{}".Length));
        }
        // The room type determines the recording if the client did not.
        MemberValues values = new(Hms100Room.StoredMembers) { IsFromStorage = true };
        values.ReadStored(room.Details);
        if (!values.Has(Hms100Room.RecordingInfo))
            WriteRecording(ref json, room.Type?.Recording ?? false);
        WriteTimes(ref json, room.CreatedAtMilliseconds, room.UpdatedAtMilliseconds);
    }

    /// <summary>Writes a policy room.</summary>
    /// <param name="json">The destination.</param>
    /// <param name="app">The room's app.</param>
    /// <param name="policyRoom">The room.</param>
    /// <param name="room">Its changes at run time; null if it has none.</param>
    /// <param name="startedAtMilliseconds">The appliance's start, returned as the creation time.</param>
    public static void Write(
        ref JsonWriter json, App app, in PolicyRoom policyRoom, RoomRecord? room, long startedAtMilliseconds)
    {
        bool isEnabled = room?.IsEnabled ?? true;
        long createdAtMilliseconds = startedAtMilliseconds;
        long updatedAtMilliseconds = room?.UpdatedAtMilliseconds ?? startedAtMilliseconds;
        RoomType type = policyRoom.Room.Type;
        json.Raw("{\"id\":"u8);
        json.String(policyRoom.Id);
        json.Raw(",\"name\":"u8);
        json.String(policyRoom.Name);
        json.Raw(",\"description\":\"\",\"region\":\"auto\",\"large_room\":false"u8);
        WriteState(ref json, app, isEnabled, type.Name);
        WriteRecording(ref json, type.Recording);
        WriteTimes(ref json, createdAtMilliseconds, updatedAtMilliseconds);
    }

    private static void WriteState(ref JsonWriter json, App app, bool isEnabled, string typeName)
    {
        json.Raw(isEnabled ? ",\"enabled\":true,\"app_id\":"u8 : ",\"enabled\":false,\"app_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(app.Name));
        json.Raw(",\"customer_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(app.PublicId));
        json.Raw(",\"template_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(Hms100Template.IdOf(app, typeName)));
        json.Raw(",\"template\":"u8);
        json.String(Encoding.UTF8.GetBytes(typeName));
    }

    private static void WriteTimes(ref JsonWriter json, long createdAtMilliseconds, long updatedAtMilliseconds)
    {
        json.Raw(",\"created_at\":"u8);
        json.String(RoomTimestamp.Format(createdAtMilliseconds));
        json.Raw(",\"updated_at\":"u8);
        json.String(RoomTimestamp.Format(updatedAtMilliseconds));
        json.Raw("}"u8);
    }

    private static void WriteRecording(ref JsonWriter json, bool isRecorded) => json.Raw(isRecorded
        ? ",\"recording_info\":{\"enabled\":true},\"recording_source_template\":true"u8
        : ",\"recording_info\":{\"enabled\":false},\"recording_source_template\":true"u8);
}
