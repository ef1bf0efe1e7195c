#!/usr/bin/env bash
# Runs parts of Redis's own test suite against mini-redis: scripts/redis-suite.sh CHECKOUT [UNIT…]
#
# CHECKOUT is a checkout of Redis 7.0 (its tests/ is enough), of which nothing is here. Needs tclsh. Every unit gets a
# server of its own. What is about features that mini-redis does not have is left out, below, with the reason.
set -uo pipefail
checkout=$(cd "${1:?Usage: scripts/redis-suite.sh CHECKOUT [UNIT…]}" && pwd)
shift
units=("$@")
[ $# -gt 0 ] || units=(unit/type/incr unit/type/string unit/type/hash unit/type/set unit/type/zset unit/type/list
  unit/type/list-2 unit/type/list-3 unit/sort unit/dump unit/expire unit/scan unit/keyspace unit/multi unit/pubsub
  unit/protocol unit/quit)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
port=${PORT:-6411} # of the server
limit=${LIMIT:-300} # seconds for a unit

# By the suite's own tags: replication, RDB files, eviction, scripts, streams. It leaves out by itself (external:skip)
# what needs a server that it starts and stops.
tags='-needs:repl -needs:save -needs:config-maxmemory -scripting -stream'

# By name, what has no tag:
left_out=(
  'script timeout'                  # scripts
  'from scripts'                    # scripts
  'COPY basic usage for stream'     # streams
  'Blocking commands ignores'       # the same
  'in replication stream'           # replication
  'propagate as to replica'         # the same
  'Lazy-expire should not be'       # the same
  'MULTI with SAVE'                 # RDB files
  'MIGRATE'                         # cluster
  'after loadaof'                   # the append-only file is chosen when the server starts
  'SRANDMEMBER with a dict'         # DEBUG HTSTATS-KEY, about the inside of Redis's hash table
  '[Nn]otification'                 # keyspace notifications
)
skipped=()
for name in "${left_out[@]}"; do
  skipped+=(--skiptest "/$name")
done

log=$(mktemp)
server=
stop() {
  [ -z "$server" ] || { kill "$server" && wait "$server"; }
  server=
}
trap stop EXIT

start() {
  : >"$log" # what the last one said
  ./run mini-redis --port "$port" >"$log" 2>&1 &
  server=$!
  until grep -q 'mini-redis on' "$log"; do
    kill -0 $server 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.2
  done
}

failed=0
for unit in "${units[@]}"; do
  start
  output=$(cd "$checkout" && TERM=dumb timeout "$limit" tclsh tests/test_helper.tcl --host 127.0.0.1 \
    --port "$port" --singledb --ignore-digest "${skipped[@]}" --clients 1 --baseport "${BASEPORT:-31111}" \
    --tags "$tags" --single "$unit" 2>&1)
  status=$?
  stop
  errors=$(grep -cE '^\[(err|exception)\]' <<<"$output")
  [ $status -ne 124 ] || { errors=$((errors + 1)); output+=$'\n'"[exception]: no end within $limit s"; }
  ok=$(grep -c '^\[ok\]' <<<"$output")
  [ $((ok + errors)) -gt 0 ] || { errors=1; output+=$'\n'"[exception]: no test ran: $(tail -1 <<<"$output")"; }
  printf '%-18s ok %4d, failed %2d, left out %3d\n' "$unit" "$ok" "$errors" \
    "$(grep -cE '^\[(ignore|skip)\]' <<<"$output")"
  grep -E -A 3 '^\[(err|exception)\]' <<<"$output" | sed 's/^/    /'
  failed=$((failed + errors))
done
[ $failed -eq 0 ]
