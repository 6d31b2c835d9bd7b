#!/usr/bin/env bash
# For services of one's own (docs/deploy.md), before the server is started and while Redis runs: numbers the form of the
# data, brings those of an older EvalX to the form of this checkout, and refuses those of a newer one. May be repeated.
set -euo pipefail
# shellcheck source=script/migrate.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/../script/migrate.sh"
readonly STATE=${STATE:-/var/lib/evalx} URL_FILE=${REDIS_URL_FILE:-/etc/evalx/redis-url}

fail() { echo "$*" >&2 && exit 1; }

# redis://[user:password@]host:port[/database]. The password is not among the arguments, which every user of the machine
# can read.
redis() {
  local options=(-h "${BASH_REMATCH[3]}" -p "${BASH_REMATCH[4]}" -n "${BASH_REMATCH[6]:-0}")
  [[ -z ${BASH_REMATCH[1]} ]] || options+=(--user "${BASH_REMATCH[1]}")
  REDISCLI_AUTH=${BASH_REMATCH[2]} redis-cli "${options[@]}" -e "$@"
}

rename_keys_of_redis() {
  local deadline=$((SECONDS + REDIS_START_LIMIT)) url
  url=$(<"$URL_FILE")
  [[ $url != redis-cluster:* && $url != rediss-cluster:* ]] || return 0 # the first form had no clusters
  [[ $url =~ ^redis://([^:@]*):([^@]*)@([^:/]+):([0-9]+)(/([0-9]+))?$ ]] ||
    fail "The data are of an older EvalX, and only a Redis of one server without TLS is migrated, not that of $URL_FILE. Where its results are needed no more: empty that Redis, and write 2 into $STATE/version."
  until redis ping >/dev/null 2>&1; do
    ((SECONDS < deadline)) || fail "Redis does not answer: systemctl start evalx-redis, and see journalctl -u evalx-redis."
    sleep 0.2
  done
  redis eval "$RENAME_KEYS" 0 >/dev/null || fail "The data of an older EvalX in Redis could not be migrated."
}

# The folder is the server's user's, who could have put a link there: never written through, nor read.
[[ ! -L $STATE/version ]] || fail "$STATE/version is a link: delete it."
# Data without a number may be of any form before there were numbers here: what is done to them may be done twice.
found=$STATE_VERSION
[[ ! -e $STATE/data ]] || found=$(state_form)
[[ $found =~ ^[0-9]{1,4}$ ]] || fail "$STATE/version holds no number."
((found <= STATE_VERSION)) ||
  fail "The data in $STATE were written by a newer EvalX (form $found, this one knows $STATE_VERSION): run that one, or restore a backup that is as old as this one."
((found >= 2)) || rename_keys_of_redis
mkdir -p -- "$STATE"
draft=$(mktemp)
echo "$STATE_VERSION" >"$draft"
chmod 644 "$draft"
mv -fT -- "$draft" "$STATE/version"
echo "The data in $STATE have the form $STATE_VERSION."
