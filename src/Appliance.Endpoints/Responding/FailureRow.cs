using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Http;

namespace Appliance.Endpoints.Responding;

/// <summary>How an API reports one failure.</summary>
/// <param name="Failure">The failure.</param>
/// <param name="Status">Of the response.</param>
/// <param name="Text">A sentence for the developer of the client, ASCII. <c>{member}</c> stands for the member or name
/// that the failure is about, <c>{expected}</c> for the requirement on its value or, in a 401, for the reason of the
/// rejection.</param>
/// <param name="Title">The API's short text or reason for this kind of failure; empty if it has none.</param>
/// <param name="Code">The API's own code; 0 if it has none.</param>
internal sealed record FailureRow(Failure Failure, HttpStatus Status, string Text, string Title = "", int Code = 0)
{
    /// <summary>The row is only for failures about this member; null for all others.</summary>
    public Member? Member { get; init; }

    /// <summary>The client should try again: the response has a Retry-After of one second.</summary>
    public bool Retries { get; init; }
}
