using Appliance.Plots;

// The folder that has throughput.json, and is to have the pictures.
string folder = args is [string named] ? named : throw new ArgumentException("needs the folder of the results");
Results results = Results.Parse(File.ReadAllText(Path.Combine(folder, "throughput.json")));
Pictures.Throughput(results, Path.Combine(folder, "throughput.png"));
Pictures.Latency(results, Path.Combine(folder, "latency.png"));
Pictures.Connections(results, Path.Combine(folder, "connections.png"));
Pictures.Footprint(results, Path.Combine(folder, "footprint.png"));

string lookups = Path.Combine(folder, "lookups.json");
if (File.Exists(lookups))
    Pictures.Rooms(Lookups.Parse(File.ReadAllText(lookups)), Path.Combine(folder, "rooms.png"));
