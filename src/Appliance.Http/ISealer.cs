namespace Appliance.Http;

/// <summary>Fills in parts of bodies after their responses were written (<see cref="HttpResponse.LeaveUnsealed"/>).
/// </summary>
public interface ISealer
{
    /// <summary>The response that the handler left unsealed last is written.</summary>
    /// <param name="responses">The buffer that contains the response.</param>
    /// <param name="start">Offset of the unsealed part in <paramref name="responses"/>.</param>
    void Place(Span<byte> responses, int start);
}
