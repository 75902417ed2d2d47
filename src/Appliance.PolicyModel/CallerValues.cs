namespace Appliance.PolicyModel;

/// <summary>The values of <c>ClaimValues</c> that the caller of a token API supplies.</summary>
[Flags]
public enum CallerValues : byte
{
    None = 0,
    UserId = 1 << 0,
    UserName = 1 << 1,
    Metadata = 1 << 2,
    Attributes = 1 << 3,
    RoomConfig = 1 << 4,
    Data = 1 << 5,
}
