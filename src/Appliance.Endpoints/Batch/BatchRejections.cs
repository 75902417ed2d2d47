using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Batch;

/// <summary>The failures of a whole batch: <c>{"code":…,"message":…}</c>.</summary>
internal static class BatchRejections
{
    public static readonly FailureTable Table = new(
        Responses.ErrorBody, BackEndCredentials.BothChallenges,
        new(Failure.MethodNotAllowed, HttpStatus.MethodNotAllowed, "Use POST."),
        new(Failure.Unauthorized, HttpStatus.Unauthorized, "{expected}"),
        new(Failure.TooManyRequests, HttpStatus.TooManyRequests,
            "Too many requests from this address. Wait for the time in Retry-After."),
        new(Failure.TooManyWrongKeys, HttpStatus.TooManyRequests,
            "Too many wrong keys from this address. Wait for the time in Retry-After."),
        new(Failure.NotJson, HttpStatus.BadRequest, "The body is not JSON in UTF-8, or is nested more than 8 deep."),
        new(Failure.NotAnArray, HttpStatus.BadRequest, "The body must be a JSON array of at most 1,000 entries."),
        new(Failure.TooManyEntries, HttpStatus.ContentTooLarge, "A batch has at most 1,000 entries. Send several."),
        new(Failure.ResponseTooLong, HttpStatus.ContentTooLarge,
            "The tokens together exceed the maximum response size. Send several batches."));
}
