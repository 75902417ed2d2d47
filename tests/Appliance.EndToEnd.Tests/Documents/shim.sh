#!/usr/bin/env bash
# Stands for commands of documents under their names. appliance is the published binary; serve returns once it listens.
# dotnet runs the executable that was built with the tests if a document runs it as it is. systemctl only checks units.
set -eu
folder=$DOCUMENT_FOLDER

fail() {
  echo "$*" >&2
  exit 1
}

# Stops the server that was started before.
stop() {
  [ -e "$folder/server.pid" ] || return 0
  kill "$(cat "$folder/server.pid")"
  while kill -0 "$(cat "$folder/server.pid")" 2>/dev/null; do sleep 0.02; done
}

start() {
  stop
  "$@" >"$folder/server.out" 2>"$folder/server.err" </dev/null &
  echo $! >"$folder/server.pid"
  until grep -q '"event":"listening"' "$folder/server.err"; do
    kill -0 $! 2>/dev/null || fail "the server did not start: $(cat "$folder"/server.out "$folder/server.err")"
    sleep 0.02
  done
}

run_appliance() {
  case "${1-} $*" in
    "serve "*--show-settings*) exec "$DOCUMENT_BINARY" "$@" ;;
    "serve "*) start "$DOCUMENT_BINARY" "$@" ;;
    *) exec "$DOCUMENT_BINARY" "$@" ;;
  esac
}

is_long() {
  [ "$DOCUMENT_SCALE" -gt 1 ] || fail "dotnet $*: builds, so mark the fence as long"
}

run_dotnet() {
  case "$*" in
    test) ;; # This command runs the script.
    "run --project src/Appliance -- serve"*) start "$DOCUMENT_DOTNET" "$DOCUMENT_ASSEMBLY" "${@:5}" ;;
    "run --project src/Appliance -- "*) exec "$DOCUMENT_DOTNET" "$DOCUMENT_ASSEMBLY" "${@:5}" ;;
    "run "*" -- serve"*) is_long "$@" && start "$DOCUMENT_DOTNET" "$@" ;;
    *) is_long "$@" && exec "$DOCUMENT_DOTNET" "$@" ;;
  esac
}

run_systemctl() {
  local verb=$1 unit
  shift
  case "$verb" in
    daemon-reload | enable | reload | restart | start | stop) ;;
    *) fail "systemctl $verb: no such verb" ;;
  esac
  for unit in "$@"; do
    case "$unit" in
      --now) continue ;;
      *.*) ;;
      *) unit=$unit.service ;;
    esac
    [ -e "deploy/systemd/$unit" ] || fail "systemctl: no unit $unit"
  done
}

case "$(basename "$0")" in
  dotnet) run_dotnet "$@" ;;
  systemctl) run_systemctl "$@" ;;
  *) run_appliance "$@" ;;
esac
