using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Deferred;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>The services that the endpoints of one thread share. Passed on as a whole only where endpoints are
/// composed: the constructor of an endpoint takes the parts that it uses.</summary>
internal sealed class ThreadServices
{
    /// <param name="process">Shared by all threads.</param>
    /// <param name="tokenIds">Of this thread.</param>
    /// <param name="limits">On this thread's requests.</param>
    /// <param name="wake">See <see cref="DeferredResponses.Wake"/>.</param>
    public ThreadServices(ApiServices process, TokenIds tokenIds, HttpLimits limits, Func<Action> wake)
    {
        Process = process;
        Buffers = new(limits, process.MetadataBytesMax);
        Texts = new(tokenIds);
        Rooms = new(process.Rooms);
        Deferred = new(wake);
        RateLimit = new(process.RateLimits, process.Proxies, Turn, Current, process.Log);
        Credentials = new(
            process.Vendors, process.CredentialSentences, RateLimit, Turn, Current, Buffers, process.Log);
        Responder = new(Detail, Credentials);
        Issuance = new(Turn, Rooms, process.TokenIdMarks, tokenIds, Signatures, Detail);
        Turn.Begin(0, 0, process.Rooms.FreshnessAt(0), process.Tenants.Current);
    }

    public ApiServices Process { get; }

    public Turn Turn { get; } = new();

    public CurrentRequest Current { get; } = new();

    public RequestBuffers Buffers { get; }

    /// <summary>Draws ids and codes.</summary>
    public RandomText Texts { get; }

    public CachedRooms Rooms { get; }

    /// <summary>Responses that wait for storage.</summary>
    public DeferredResponses Deferred { get; }

    /// <summary>Of the responses that are not sent yet.</summary>
    public PendingSignatures Signatures { get; } = new();

    public RateLimitFilter RateLimit { get; }

    public BackEndCredentials Credentials { get; }

    public FailureDetail Detail { get; } = new();

    public FailureResponder Responder { get; }

    public TokenIssuance Issuance { get; }
}
