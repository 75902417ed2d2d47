namespace Appliance.PolicyModel;

/// <summary>An id that a vendor's dashboard gave to a template, and the room type that it stands for.</summary>
/// <param name="Id">1 to 64 of <c>A-Z a-z 0-9 _ . -</c>; the vendor's are 24 hexadecimal digits.</param>
/// <param name="Type">A room type of the same app.</param>
public sealed record TemplateId(string Id, RoomType Type);
