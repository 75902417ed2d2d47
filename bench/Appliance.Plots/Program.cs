using Appliance.Plots;

// The folder of throughput.json, to which the figures are written.
string folder = args is [string path] ? path
    : throw new ArgumentException($"{args.Length} arguments: give the folder of throughput.json, e.g. bench/results");
Results results = Results.Parse(File.ReadAllText(Path.Combine(folder, "throughput.json")));
Figures.Throughput(results, Path.Combine(folder, "throughput.png"));
Figures.Latency(results, Path.Combine(folder, "latency.png"));
Figures.Connections(results, Path.Combine(folder, "connections.png"));
Figures.Footprint(results, Path.Combine(folder, "footprint.png"));

string lookups = Path.Combine(folder, "lookups.json");
if (File.Exists(lookups))
    Figures.Rooms(Lookups.Parse(File.ReadAllText(lookups)), Path.Combine(folder, "rooms.png"));
