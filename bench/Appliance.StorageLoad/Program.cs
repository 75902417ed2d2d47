// Each command prints one line of numbers, from which bench/storage makes tables.
using System.Globalization;
using Appliance.StorageLoad;

int Number(int index) => int.Parse(args[index], CultureInfo.InvariantCulture);
switch (args)
{
    case ["sqlite", _, _, _]:
        SqliteLoad.Redeem(directory: args[1], outstanding: Number(2), seconds: Number(3));
        break;
    case ["bare", _, _, _]:
        BareSqlite.Insert(directory: args[1], batch: Number(2), seconds: Number(3));
        break;
    case ["fill", _, _]:
        SqliteLoad.FillAndKill(directory: args[1], entries: Number(2));
        break;
    case ["recover", _]:
        SqliteLoad.Recover(directory: args[1]);
        break;
    case ["memory", _, _]:
        MemoryLoad.Redeem(threads: Number(1), perThread: Number(2));
        break;
    case ["redis", _, _, _]:
        RedisLoad.Redeem(address: args[1], outstanding: Number(2), seconds: Number(3));
        break;
    default:
        Console.Error.WriteLine(
            "Usage: sqlite DIR OUTSTANDING SECONDS | bare DIR BATCH SECONDS | fill DIR ENTRIES | recover DIR"
            + " | memory THREADS PER_THREAD | redis HOST:PORT OUTSTANDING SECONDS");
        return 64;
}
return 0;
