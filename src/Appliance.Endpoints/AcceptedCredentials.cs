namespace Appliance.Endpoints;

/// <summary>The credentials of back ends that a path accepts.</summary>
internal enum AcceptedCredentials : byte
{
    /// <summary>Basic, or as Bearer the <see cref="BackEndToken"/> of any vendor.</summary>
    Either,
    /// <summary>The app's id and key as Basic credentials (RFC 7617).</summary>
    Basic,
    /// <summary>The <see cref="BackEndToken"/> of one vendor.</summary>
    Bearer,
}
