using System.Text;
using Appliance.Endpoints.RoomPages;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>A room type in the format of 100ms's templates: its roles with their permissions.</summary>
internal static class Hms100Template
{
    /// <summary>The maximum size: 64 roles that each name 64 others, with names of 64 bytes.</summary>
    public const int BytesMax = 64 * 65 * 68 + 64 * 512 + 1024;

    /// <summary>The template id of a room type: the first one that the policy maps to it; otherwise the type's name.
    /// </summary>
    public static string IdOf(App app, string typeName)
    {
        foreach (TemplateId template in app.TemplateIds)
        {
            if (template.Type.Name == typeName)
                return template.Id;
        }
        return typeName;
    }

    /// <summary>The room type of a template id: the policy's map takes precedence over the types' names. Null if
    /// the id is unknown.</summary>
    public static RoomType? TypeOf(App app, string id)
    {
        foreach (TemplateId template in app.TemplateIds)
        {
            if (template.Id == id)
                return template.Type;
        }
        return RoomCodec.TypeOf(app, id);
    }

    public static void Write(ref JsonWriter json, App app, RoomType type, long startedAtMilliseconds)
    {
        json.Raw("{\"id\":"u8);
        json.String(Encoding.UTF8.GetBytes(IdOf(app, type.Name)));
        json.Raw(",\"name\":"u8);
        json.String(Encoding.UTF8.GetBytes(type.Name));
        json.Raw(",\"customer_id\":"u8);
        json.String(Encoding.UTF8.GetBytes(app.PublicId));
        json.Raw(",\"created_at\":"u8);
        json.String(RoomTimestamp.Format(startedAtMilliseconds));
        json.Raw(",\"updated_at\":"u8);
        json.String(RoomTimestamp.Format(startedAtMilliseconds));
        json.Raw(",\"default\":false,\"roles\":{"u8);
        bool isFirst = true;
        foreach (Role role in app.Roles)
        {
            if ((type.RolesAllowed >> role.Constraints.Index & 1) == 0)
                continue;
            json.Raw(isFirst ? ""u8 : ","u8);
            isFirst = false;
            WriteRole(ref json, app, type, role);
        }
        json.Raw("},\"settings\":{\"region\":\"auto\",\"recording\":{\"enabled\":"u8);
        json.Raw(type.Recording ? "true}}}"u8 : "false}}}"u8);
    }

    private static void WriteRole(ref JsonWriter json, App app, RoomType type, Role role)
    {
        byte[] name = Encoding.UTF8.GetBytes(role.Name);
        json.String(name);
        json.Raw(":{\"name\":"u8);
        json.String(name);
        json.Raw(",\"publishParams\":{\"allowed\":"u8);
        json.Raw(Can(role, Grants.Publish) ? "[\"audio\",\"video\",\"screen\"]}"u8 : "[]}"u8);
        json.Raw(",\"subscribeParams\":{\"subscribeToRoles\":["u8);
        bool isFirst = true;
        foreach (Role other in app.Roles)
        {
            bool isHeard = Can(role, Grants.Subscribe) && Can(other, Grants.Publish)
                && (type.RolesAllowed >> other.Constraints.Index & 1) != 0;
            if (!isHeard)
                continue;
            json.Raw(isFirst ? ""u8 : ","u8);
            isFirst = false;
            json.String(Encoding.UTF8.GetBytes(other.Name));
        }
        json.Raw("]},\"permissions\":{"u8);
        WriteFlag(ref json, "\"endRoom\":"u8, Can(role, Grants.End));
        WriteFlag(ref json, ",\"removeOthers\":"u8, Can(role, Grants.Eject));
        WriteFlag(ref json, ",\"mute\":"u8, Can(role, Grants.Mute));
        WriteFlag(ref json, ",\"unmute\":"u8, Can(role, Grants.Mute));
        WriteFlag(ref json, ",\"browserRecording\":"u8, Can(role, Grants.Record));
        json.Raw("}}"u8);
    }

    private static void WriteFlag(ref JsonWriter json, ReadOnlySpan<byte> name, bool value)
    {
        json.Raw(name);
        json.Raw(value ? "true"u8 : "false"u8);
    }

    private static bool Can(Role role, Grants grant) => (role.Grants & grant) != 0;
}
