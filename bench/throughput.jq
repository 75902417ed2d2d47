# Aggregates the samples of bench/run into bench/results/throughput.json: one object of medians.
def median: map(select(. != null)) | sort | if length == 0 then null else .[(length - 1) / 2 | floor] end;
def of($kind; $server): map(select(.kind == $kind and .server == $server));
def thousandths: if . == null then null else . * 1000 | round / 1000 end;

def closed:
  if length == 0 then null else {
    perSecond: (map(.report.responsesPerSecond) | median | round),
    cpuMicroseconds: (map(.report.server.cpuMicrosecondsPerResponse) | median),
    p50Ms: (map(.report.latencyMs.p50) | median),
    p99Ms: (map(.report.latencyMs.p99) | median),
    driverCores: (map(.report.driver.cpuCores) | median),
    failed: (map(.report.failed) | add)
  } end;

# Without requests that met a stall of the machine, if the load generator could detect stalls.
def times: .report | .undisturbed.latencyMs // .latencyMs;
def paced:
  if length == 0 then null else {
    ratePerSecond: .[0].report.ratePerSecond,
    cpuMicroseconds: (map(.report.server.cpuMicrosecondsPerResponse) | median),
    p50Ms: (map(times.p50) | median),
    p90Ms: (map(times.p90) | median),
    p99Ms: (map(times.p99) | median),
    p999Ms: (map(times.p999) | median),
    failed: (map(.report.failed) | add)
  } end;

def server($name): {
  name: $name,
  unpipelined: (of("unpipelined"; $name) | closed),
  pipelined: (of("pipelined"; $name) | closed),
  paced: (of("paced"; $name) | paced),
  residentKb: (of("unpipelined"; $name) | map(.report.server.residentKb) | median),
  idle: (of("idle"; $name) | if length == 0 then null else .[0].report
    | {connections: .hold.held, closedByServer: .hold.closedByServer, residentKb: .server.residentKb} end),
  startMs: (of("start"; $name) | map(.ms) | median | thousandths),
  sizeBytes: (of("size"; $name) | map(.bytes) | median)
};

def sweep($name):
  of("connections"; $name)
  | group_by(.report.connections)
  | map({name: $name, connections: .[0].report.connections} + (closed | {perSecond, cpuMicroseconds, p99Ms, failed}));

def ratio($over; $under): if $over == null or $under == null then null else $over / $under | thousandths end;
def target($what; $reached; $atMost; $unit):
  {what: $what, reached: $reached, atMost: $atMost, unit: $unit, held: ($reached != null and $reached <= $atMost)};

def targets($servers; $threads):
  def named($name): $servers | map(select(.name == $name)) | first;
  def cpu($name; $kind): named($name) | .[$kind]?.cpuMicroseconds;
  def over($name; $kind): ratio(cpu("appliance"; $kind); cpu($name; $kind));
  def mb: if . == null then null else . / 1024 | thousandths end;
  named("appliance") as $own
  | [
    target("CPU per request, ratio to floor"; over("floor"; "unpipelined"); 1.15; "times"),
    target("CPU per request, ratio to kestrel-hmac"; over("kestrel-hmac"; "unpipelined"); 0.3; "times"),
    target("CPU per request pipelined by 16, ratio to floor"; over("floor"; "pipelined"); 1.6; "times"),
    target("CPU per request pipelined by 16, ratio to kestrel-hmac"; over("kestrel-hmac"; "pipelined"); 0.08; "times"),
    target("CPU per request, two threads, ratio to one"; $threads.ratio; 1.1; "times"),
    target("resident with 64 connections"; ($own.residentKb | mb); 4; "MB"),
    target("resident with 10,000 idle connections"; ($own.idle?.residentKb | mb); 16; "MB"),
    target("spawn to first response"; $own.startMs; 3; "ms"),
    target("size of the binary"; ($own.sizeBytes / 1024 | mb); 3; "MB")
  ];

. as $samples
# In the order in which they were measured.
| reduce (.[] | select(.kind == "unpipelined") | .server) as $name ([]; if index([$name]) then . else . + [$name] end)
| . as $names
| [$names[] as $name | $samples | server($name)] as $servers
| ($samples | {one: (of("threads-1"; "appliance") | closed), two: (of("threads-2"; "appliance") | closed)}
  | . + {ratio: ratio(.two.cpuMicroseconds; .one.cpuMicroseconds)}) as $threads
| {
  machine: $machine,
  rounds: $rounds,
  servers: $servers,
  connections: [$names[] as $name
    | select(any($samples[]; .kind == "connections" and .server == $name))
    | $samples | sweep($name)[]],
  threads: $threads,
  targets: targets($servers; $threads),
  skipped: [$samples[] | select(.kind == "skipped") | {name: .server, why}]
}
