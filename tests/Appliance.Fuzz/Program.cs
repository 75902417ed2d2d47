using Appliance.Fuzz;
using SharpFuzz;

switch (args)
{
    case ["afl"]:
        byte[] buffer = new byte[AflRun.InputBytesMax];
        Fuzzer.Run(stream => AflRun.Execute(stream, buffer));
        return 0;
    case ["replay", .. var places] when places.Length > 0:
        return Replay.Run(places);
    default:
        Console.Error.WriteLine("usage: Appliance.Fuzz afl | replay FILE|FOLDER...");
        return 64;
}
