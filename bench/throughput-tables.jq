# Renders bench/results/throughput.json as Markdown.
def row: "| " + (map(. // "" | tostring) | join(" | ")) + " |";
def rule: "|" + (map("---|") | join(""));
def hundredths: if . == null then null else . * 100 | round / 100 end;
def mb: if . == null then null else . / 1024 | . * 10 | round / 10 end;
def thousands:
  if . == null then null else tostring
    | [while(length > 0; .[:-3])] | map(.[-3:]) | reverse | join(",") end;
def ratio_to($other): if . == null or $other == null then null else . / $other | hundredths end;
def table($head; rows): [($head | row), ($head | rule)] + rows | join("\n");

(.servers | map({key: .name, value: .}) | from_entries) as $by
| "# The appliance and other servers over the wire",
"",
"Written by `bench/run \(.rounds)`: medians of the rounds, one server at a time. Machine: \(.machine)",
"The server has one thread on one core, the load generator has the other core. CPU time is user and system time.",
"From 0.9 load generator cores on, the load generator limits the rate: the server could reach more.",
"",
"## Throughput and cost, 64 connections",
"",
table(["server", "requests/s", "us CPU/request", "ratio to appliance", "ratio to floor", "load generator cores",
    "pipelined 16: requests/s", "us CPU/request", "ratio to appliance", "ratio to floor", "load generator cores",
    "failed"];
  .servers | map([.name, (.unpipelined.perSecond | thousands), .unpipelined.cpuMicroseconds,
    (.unpipelined.cpuMicroseconds | ratio_to($by.appliance.unpipelined.cpuMicroseconds)),
    (.unpipelined.cpuMicroseconds | ratio_to($by.floor.unpipelined.cpuMicroseconds)), .unpipelined.driverCores,
    (.pipelined.perSecond | thousands), .pipelined.cpuMicroseconds,
    (.pipelined.cpuMicroseconds | ratio_to($by.appliance.pipelined.cpuMicroseconds)),
    (.pipelined.cpuMicroseconds | ratio_to($by.floor.pipelined.cpuMicroseconds)), .pipelined.driverCores,
    ([.unpipelined.failed, .pipelined.failed, .paced.failed] | add)] | row)),
"",
"## Latency at \(.servers[0].paced.ratePerSecond | thousands) requests/s, 16 connections",
"",
"Measured from when each request was due, without requests that met a stall of the machine.",
"",
table(["server", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "us CPU/request"];
  .servers | map([.name, .paced.p50Ms, .paced.p90Ms, .paced.p99Ms, .paced.p999Ms, .paced.cpuMicroseconds] | row)),
"",
"## Start, memory and size",
"",
"Size counts all files that a server needs besides the system's libraries; for node and nginx it includes",
"node and nginx themselves.",
"",
table(["server", "spawn to first response ms", "resident MB, 64 connections", "idle connections",
    "resident MB with them", "size MB"];
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
"The load generator shares both cores with the server here, so only the CPU time is comparable, not the rates.",
"",
"## Targets",
"",
table(["target", "at most", "reached", ""];
  .targets | map([.what, "\(.atMost) \(.unit)",
    (if .reached == null then "not measured" else .reached | hundredths end),
    (if .held then "met" else "**missed**" end)] | row)),
(if .skipped == [] then empty else "", "## Left out", "", (.skipped[] | "- \(.name): \(.why)") end)
