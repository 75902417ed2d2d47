using Appliance.Fuzz;
using SharpFuzz;

switch (args)
{
    case ["afl", var corpus]:
        Fuzzer.Run(new AflRun(corpus).Execute);
        return 0;
    case ["replay", .. var places] when places.Length > 0:
        return Replay.Run(places);
    default:
        Console.Error.WriteLine("usage: Appliance.Fuzz afl CORPUS | replay FILE|FOLDER...");
        return 64;
}
