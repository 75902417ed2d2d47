namespace Appliance.Endpoints;

/// <summary>A request to a vendor's token endpoint, a POST.</summary>
/// <param name="Path">The request target.</param>
/// <param name="Body">JSON.</param>
/// <param name="NeedsAppKey">The request needs the app's public id and appKey as Basic credentials.</param>
public sealed record SampleCall(string Path, string Body, bool NeedsAppKey = false);
