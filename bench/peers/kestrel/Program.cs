using System.Globalization;
using System.Net;
using Peers.Kestrel;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(IPAddress.Loopback, int.Parse(args[0], CultureInfo.InvariantCulture));
});
WebApplication app = builder.Build();
app.MapPost("/hmsapi/{app}/api/token", (RequestDelegate)TokenEndpoint.Handle);
app.Run();
