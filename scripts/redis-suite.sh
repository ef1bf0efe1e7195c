#!/usr/bin/env bash
# Runs parts of Redis's own test suite against mini-redis: scripts/redis-suite.sh CHECKOUT [UNIT…]
#
# CHECKOUT is a checkout of Redis 7.0, of which nothing is here. Needs tclsh. What needs commands that mini-redis does not
# have (DEBUG, DUMP, SORT, replication, scripts, streams) is left out by the suite's own tags, and by name.
set -uo pipefail
checkout=$(cd "${1:?Usage: scripts/redis-suite.sh CHECKOUT [UNIT…]}" && pwd)
shift
units=("$@")
[ $# -gt 0 ] || units=(unit/type/incr unit/type/string unit/type/hash unit/type/set unit/type/zset unit/type/list
  unit/type/list-2 unit/type/list-3 unit/expire unit/scan unit/keyspace unit/multi unit/pubsub)
cd "$(dirname "${BASH_SOURCE[0]}")/.."

skipped=()
for name in LCS SORT '[Nn]otification' 'alter argc' SWAPDB GEO DUMP RESTORE script; do
  skipped+=(--skiptest "/$name")
done

log=$(mktemp)
./run mini-redis --port "${PORT:=6411}" >"$log" 2>&1 &
server=$!
trap 'kill $server' EXIT
until grep -q 'mini-redis on' "$log"; do
  kill -0 $server 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.2
done

cd "$checkout" || exit 1
for unit in "${units[@]}"; do
  output=$(TERM=dumb timeout "${LIMIT:=300}" tclsh tests/test_helper.tcl --host 127.0.0.1 --port "$PORT" --singledb --ignore-encoding \
    --ignore-digest "${skipped[@]}" --clients 1 --baseport "${BASEPORT:=31111}" --tags "-needs:debug -needs:repl -needs:save -needs:config-maxmemory -scripting -stream -slow" \
    --single "$unit" 2>&1)
  printf '%-22s passed %4d, failed %3d, left out %3d\n' "$unit" "$(grep -c '\[ok\]' <<<"$output")" \
    "$(grep -cE '\[(err|exception)\]' <<<"$output")" "$(grep -c '\[ignore\]\|\[skip\]' <<<"$output")"
  grep -E '\[(err|exception)\]' <<<"$output" | sed 's/^/    /'
done
