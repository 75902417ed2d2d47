// Redeems consecutive numbers in a data directory, 32 concurrently, and stores a room for each, until the wanted count
// is reached or it is killed. It prints the number of rooms at its start, each completion at once ("redeem 17 Done",
// "room 17 Done") and the reports of storage ("report ...").
// Arguments: the directory, the first number, how many to redeem, and a file to delete at an unavailable outcome.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Appliance.Storage;
using Appliance.Storage.Sqlite;

const int OutstandingMax = 32;
string directory = args[0];
int first = int.Parse(args[1], CultureInfo.InvariantCulture);
int wanted = int.Parse(args[2], CultureInfo.InvariantCulture);

using SemaphoreSlim room = new(OutstandingMax);
int done = 0;
using SqliteStorage storage = SqliteStorage.Open(directory, nowSeconds: 0, report => Print($"report {report}"));
Print("open");
RoomCounter kept = new();
storage.Rooms.Open(kept);
Print($"rooms {kept.Count}");
for (int number = first; Volatile.Read(ref done) < wanted; number++)
{
    room.Wait();
    storage.Ledger.Redeem(new NumberedRedemption(Completed)
    {
        Number = number, Key = Numbers.Key(number), NowSeconds = 1_000, RetainUntilSeconds = 2_000,
    });
    string name = number.ToString(CultureInfo.InvariantCulture);
    StoredRoom made = new("app", name, name, Encoding.UTF8.GetBytes("{}"));
    storage.Rooms.Write(new NumberedRoom(Completed) { Number = number, Room = made });
}
for (int i = 0; i < OutstandingMax; i++)
    room.Wait();

void Completed(string kind, int number, StorageOutcome outcome)
{
    Print($"{kind} {number} {outcome}");
    if (outcome == StorageOutcome.Unavailable)
    {
        if (args.Length > 3)
            File.Delete(args[3]);
        Thread.Sleep(20);
    }
    if (kind != "redeem")
        return;
    if (outcome != StorageOutcome.Unavailable)
        Interlocked.Increment(ref done);
    room.Release();
}

static void Print(string line)
{
    Console.Out.WriteLine(line);
    Console.Out.Flush();
}

internal sealed class RoomCounter : IRoomObserver
{
    public int Count { get; private set; }

    public void Put(StoredRoom room) => Count++;

    public void Remove(string app, string id) => Count--;
}

internal static class Numbers
{
    public static LedgerKey Key(int number)
    {
        byte[] digest = SHA256.HashData(BitConverter.GetBytes(number));
        return new(new(BitConverter.ToUInt64(digest), BitConverter.ToUInt64(digest, 8)));
    }
}

internal sealed class NumberedRedemption(Action<string, int, StorageOutcome> completed) : Redemption
{
    public required int Number { get; init; }

    protected override void OnCompleted() => completed("redeem", Number, Outcome);
}

internal sealed class NumberedRoom(Action<string, int, StorageOutcome> completed) : RoomWrite
{
    public required int Number { get; init; }

    protected override void OnCompleted() => completed("room", Number, Outcome);
}
