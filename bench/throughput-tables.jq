# bench/results/throughput.json as Markdown.
def row: "| " + (map(. // "" | tostring) | join(" | ")) + " |";
def rule: "|" + (map("---|") | join(""));
def hundredths: if . == null then null else . * 100 | round / 100 end;
def mb: if . == null then null else . / 1024 | . * 10 | round / 10 end;
def thousands:
  if . == null then null else tostring
    | [while(length > 0; .[:-3])] | map(.[-3:]) | reverse | join(",") end;
def over($other): if . == null or $other == null then null else . / $other | hundredths end;
def table($head; rows): [($head | row), ($head | rule)] + rows | join("\n");

(.servers | map({key: .name, value: .}) | from_entries) as $by
| "# The appliance and others over the wire",
"",
"Written by `bench/run \(.rounds)`: medians of the rounds, the servers in turn. Machine: \(.machine)",
"The server has one thread and a core, the driver another core. Ratios are of CPU time a request, user and system.",
"Where the driver is busy for nine tenths of its core or more, the rate is its own: a server could answer more.",
"",
"## Throughput and cost, 64 connections",
"",
table(["server", "requests/s", "us CPU/request", "over appliance", "over floor", "driver cores",
    "pipelined 16: requests/s", "us CPU/request", "over appliance", "over floor", "driver cores", "failed"];
  .servers | map([.name, (.unpipelined.perSecond | thousands), .unpipelined.cpuMicroseconds,
    (.unpipelined.cpuMicroseconds | over($by.appliance.unpipelined.cpuMicroseconds)),
    (.unpipelined.cpuMicroseconds | over($by.floor.unpipelined.cpuMicroseconds)), .unpipelined.driverCores,
    (.pipelined.perSecond | thousands), .pipelined.cpuMicroseconds,
    (.pipelined.cpuMicroseconds | over($by.appliance.pipelined.cpuMicroseconds)),
    (.pipelined.cpuMicroseconds | over($by.floor.pipelined.cpuMicroseconds)), .pipelined.driverCores,
    ([.unpipelined.failed, .pipelined.failed, .paced.failed] | add)] | row)),
"",
"## Latency at \(.servers[0].paced.ratePerSecond | thousands) requests a second, 16 connections",
"",
"From when each request was due, without those that met a stall of the machine.",
"",
table(["server", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "us CPU/request"];
  .servers | map([.name, .paced.p50Ms, .paced.p90Ms, .paced.p99Ms, .paced.p999Ms, .paced.cpuMicroseconds] | row)),
"",
"## Start, memory and size",
"",
"Size is what has to be on a machine besides the system's own libraries: for node and nginx they themselves as well.",
"",
table(["server", "spawn to first answer ms", "resident MB, 64 connections", "idle connections held", "resident MB then",
    "size MB"];
  .servers | map([.name, .startMs, (.residentKb | mb), (.idle.connections | thousands), (.idle.residentKb | mb),
    (.sizeBytes | if . == null then null else . / 1024 | mb end)] | row)),
"",
"## By connections, unpipelined",
"",
table(["server", "connections", "requests/s", "us CPU/request", "p99 ms"];
  .connections | map([.name, .connections, (.perSecond | thousands), .cpuMicroseconds, .p99Ms] | row)),
"",
"## Two threads",
"",
table(["threads", "requests/s", "us CPU/request"]; [
  (["1", (.threads.one.perSecond | thousands), .threads.one.cpuMicroseconds] | row),
  (["2", (.threads.two.perSecond | thousands), .threads.two.cpuMicroseconds] | row)]),
"",
"Here the driver takes its share of the same cores, so that the rates say little.",
"",
"## Targets",
"",
table(["target", "at most", "reached", ""];
  .targets | map([.what, "\(.atMost) \(.unit)",
    (if .reached == null then "not measured" else .reached | hundredths end), (if .held then "held" else "**missed**" end)] | row)),
(if .skipped == [] then empty else "", "## Left out", "", (.skipped[] | "- \(.name): \(.why)") end)
