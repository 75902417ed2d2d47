using System.Globalization;
using Peers.Floor;

new Server(ushort.Parse(args[0], CultureInfo.InvariantCulture)).Run();
