# Sourced by the scripts beside it: builds what they measure and measure with, and starts and ends the server.
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

# What goes on, for whoever watches.
say() { if [ -t 2 ]; then echo "$*" >&2; fi; }

fail() {
  echo "$*" >&2
  exit 1
}

# Commands, each the name of its Debian package.
need() {
  local tool
  for tool; do command -v "$tool" >/dev/null || fail "needs $tool: apt-get install $tool"; done
}

# Sets $binary: the static binary that $APPLIANCE names, whose policy limits no rates, or one that is published now. Builds the driver as well.
build() {
  binary=${APPLIANCE:-$work/out/appliance}
  [ -z "${APPLIANCE:-}" ] || [ -x "$APPLIANCE" ] || fail "$APPLIANCE is not a program"
  say "building"
  dotnet build "$root/bench/Appliance.Load" -c Release >"$work/build.log" 2>&1 \
    || fail "$(tail -20 "$work/build.log")"
  # The project's own policy without its rate limit, compiled apart from what is built there already.
  [ -n "${APPLIANCE:-}" ] || dotnet publish "$root/src/Appliance" -c Release -r linux-x64 -o "$work/out" \
    "-p:PolicyFile=$root/bench/policies.json" --artifacts-path "$work/artifacts" \
    >"$work/build.log" 2>&1 || fail "$(tail -20 "$work/build.log")"
}

# The driver: load KIND OPTIONS, on $address and watching the server; JSON on stdout. The words of $driver_front stand
# before it.
driver_front=
load() {
  $driver_front dotnet "$driver" "$@" --address "$address" --pid "$server_pid" -o json
}

# Starts the server with the given words in front of it and options behind: start "taskset -c 0" --threads 1
# Sets $server_pid and $address.
start() {
  local front=$1
  shift
  # Empty before the server opens it: an earlier one's address is not to be found in it.
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
  fail "the server does not say where it listens"
}

# Ends a process of ours and waits for it.
stop() {
  [ -n "$1" ] || return 0
  kill "$1" 2>/dev/null
  wait "$1" 2>/dev/null
}

# A number out of JSON: pick FILE FILTER
pick() { jq -r "$2" "$1"; }

# Whether an arithmetic comparison of decimals holds: holds "1.5 <= 2"
holds() { awk "BEGIN { exit !($1) }"; }

# The word for a target, and the count of those missed: judge "1.5 <= 2"; the word is in $verdict.
judge() {
  verdict=held
  if ! holds "$1"; then
    verdict='**missed**'
    missed=$((missed + 1))
  fi
}

# The middle one of an odd count of numbers.
median() { printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"; }

# A line about the machine.
machine() {
  local model memory_gb
  model=$(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
  memory_gb=$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)
  echo "$(nproc) cores of $model, $memory_gb GB, Linux $(uname -r | cut -d- -f1), load and server on the same machine."
}
