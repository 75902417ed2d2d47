# Sourced by the other scripts: builds the server and the load generator, and starts and stops the server.
set -u -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
driver=$root/bench/Appliance.Load/bin/Release/net10.0/Appliance.Load.dll
work=$(mktemp -d)
server_pid=
attack_pid=
missed=0

finish() {
  stop "$attack_pid"
  stop "$server_pid"
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Progress messages, only on a terminal.
say() { if [ -t 2 ]; then echo "$*" >&2; fi; }

fail() {
  echo "$*" >&2
  exit 1
}

# need COMMAND...: fails if a command is missing. Each has the name of its Debian package.
need() {
  local tool
  for tool; do command -v "$tool" >/dev/null || fail "needs $tool: apt-get install $tool"; done
}

# Sets $binary to the static binary that $APPLIANCE names, or publishes one. Its policy must have no rate limits.
# Also builds the load generator.
build() {
  binary=${APPLIANCE:-$work/out/appliance}
  [ -z "${APPLIANCE:-}" ] || [ -x "$APPLIANCE" ] || fail "APPLIANCE=$APPLIANCE is not an executable file"
  say "building"
  dotnet build "$root/bench/Appliance.Load" -c Release >"$work/build.log" 2>&1 \
    || fail "$(tail -20 "$work/build.log")"
  # The repository's policy without its rate limit, in a separate artifacts folder so that existing builds are kept.
  [ -n "${APPLIANCE:-}" ] || dotnet publish "$root/src/Appliance" -c Release -r linux-x64 -o "$work/out" \
    "-p:PolicyFile=$root/bench/policies.json" --artifacts-path "$work/artifacts" \
    >"$work/build.log" 2>&1 || fail "$(tail -20 "$work/build.log")"
}

# load KIND OPTIONS...: runs the load generator against $address with the server's pid; JSON on stdout. $driver_front is
# the command prefix, for example taskset.
driver_front=
load() {
  $driver_front dotnet "$driver" "$@" --address "$address" --pid "$server_pid" -o json
}

# start PREFIX OPTIONS...: starts the server and sets $server_pid and $address, for example
# start "taskset -c 0" --threads 1
start() {
  local front=$1
  shift
  # Truncated before the server opens it, so that the loop below cannot read an earlier server's address.
  : >"$work/server.log"
  $front "$binary" serve --dev --listen 127.0.0.1:0 "$@" 2>"$work/server.log" &
  server_pid=$!
  local wait
  for wait in {1..100}; do
    address=$(grep -o '"listening","address":"[^"]*"' "$work/server.log" | head -1 | cut -d'"' -f6)
    [ -z "$address" ] || return 0
    kill -0 "$server_pid" 2>/dev/null || fail "$(cat "$work/server.log")"
    sleep 0.1
  done
  fail "the server did not log its address within 10 s"
}

# stop PID: terminates a child process and waits for it.
stop() {
  [ -n "$1" ] || return 0
  kill "$1" 2>/dev/null
  wait "$1" 2>/dev/null
}

# pick FILE FILTER: a number from JSON.
pick() { jq -r "$2" "$1"; }

# Whether a comparison of decimals is true: holds "1.5 <= 2"
holds() { awk "BEGIN { exit !($1) }"; }

# judge COMPARISON: sets $verdict to whether a target is met, and counts the missed ones: judge "1.5 <= 2"
judge() {
  verdict=met
  if ! holds "$1"; then
    verdict='**missed**'
    missed=$((missed + 1))
  fi
}

# The median of an odd count of numbers.
median() { printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"; }

# Describes the machine in one line.
machine() {
  local model memory_gb
  model=$(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
  memory_gb=$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)
  echo "$(nproc) cores of $model, $memory_gb GB, Linux $(uname -r | cut -d- -f1), load and server on the same machine."
}
