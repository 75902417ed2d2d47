namespace Appliance.PolicyModel;

/// <summary>A template id of a vendor's dashboard and the room type that it selects.</summary>
/// <param name="Id">1 to 64 of <c>A-Z a-z 0-9 _ . -</c>; the vendor's ids are 24 hexadecimal digits.</param>
/// <param name="Type">A room type of the same app.</param>
public sealed record TemplateId(string Id, RoomType Type);
