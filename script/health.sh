# What the server says about itself: in its log while it starts, and at /health/ready afterwards.
# shellcheck shell=bash

# What the server has logged since this start.
server_log() { tail -c "+$((SERVER_LOG_START + 1))" "$STATE/log/server.log" 2>/dev/null; }

# Prints why the server cannot serve EvalX, or returns 1 when its log gives no reason.
server_failure() {
  not_loaded ||
    server_log | sed -n 's/.*the broker refuses the account/The broker refuses the account/p' | grep -m 1 .
}

# Prints why the server has started without EvalX, or returns 1 when its log does not say that.
not_loaded() {
  local log reason
  log=$(server_log |
    grep -E '(^|[ (])([a-z]+\.)+[A-Z][A-Za-z]+: |Exception while loading the app|CWWKZ(000[24]E|0012I):')
  if reason=$(sed -n 's/.*BadSetting: //p' <<<"$log" | grep -m 1 .); then
    echo "A setting cannot be used: $reason"
  elif grep -Eq 'Exception while loading the app|CWWKZ(000[24]E|0012I):' <<<"$log"; then
    reason=$(load_failure <<<"$log")
    echo "The server could not load EvalX: ${reason:-see ./evalx logs server}"
  else
    return 1
  fi
}

# Reads a log and prints the most specific reason for which an application did not start: the last exception of
# EvalX itself, else the innermost cause. Never the ClassCastException with which Payara unloads an adapter.
load_failure() {
  local lines exception='(([a-z]+\.)+[A-Z][A-Za-z]+: .*)$'
  lines=$(grep -Ev 'Exception List|ClassCastException|not yet been started')
  {
    sed -nE "s/^(Caused by: )?$exception/\2/p" <<<"$lines" | grep '^evalx\.' ||
      sed -nE "s/^Caused by: $exception/\1/p" <<<"$lines" | grep . ||
      sed -nE "s/^$exception/\1/p" <<<"$lines"
  } | tail -n 1 | sed -E 's/^(evalx\.[A-Za-z.]+|java\.(lang|io)\.[A-Za-z]+Exception): //'
}

# Prints why EvalX is not ready, with remedies; returns 1 when it is ready.
unready() {
  health_problems && return
  case $(http_status "$(base_url)/health/ready") in
    200) return 1 ;;
    503) echo "the server does not say why without an administrator's token (set ADMIN_TOKEN)" ;;
    *) echo "the server does not answer at $(base_url) (see ./evalx logs server)" ;;
  esac
}

# The status with which a request without a token is answered; 000 where nobody answers.
http_status() { own_curl -m 5 -o /dev/null -w '%{http_code}' "$1" 2>/dev/null || true; }

# A request to this machine: no proxy can reach it, and what ~/.curlrc says is not meant for it.
own_curl() { curl -q -sS --noproxy '*' "$@"; }

# Prints what /health/ready complains about, each with its remedy; returns 1 when it does not, or does not answer.
health_problems() {
  local name reason problems=''
  while IFS=$'\t' read -r name reason; do
    problems+="${problems:+; }$name is not ready${reason:+: $reason} ($(remedy "$name"))"
  done < <(operator_api -m 5 "$(base_url)/health/ready" 2>/dev/null |
    jq -r '.checks[] | select(.status != "UP") | [.name, ([.data // {} | to_entries[]
      | if .key == "reason" then .value
        elif (.value | tostring | startswith("does not work")) then "\(.key) \(.value)"
        else empty end] | join(", "))] | @tsv' 2>/dev/null)
  [[ -n $problems ]] && echo "$problems"
}

# Prints how many jobs wait for any node and run on this one: "3 wait (cpp 1, python 2), 2 of 4 places in use".
jobs_now() {
  operator_api -m 5 "$(base_url)/health/ready" 2>/dev/null | jq -r '.checks[] | select(.name == "broker") | .data // {}
    | [if has("waiting") then "\(.waiting) wait" + (.waiting_by_language | if . == "" then . else " (\(.))" end)
       else empty end, if has("places") then "\(.running) of \(.places) places in use" else empty end]
    | join(", ")' 2>/dev/null
}

# What to do about a check that is down.
remedy() {
  case $1 in
    redis) if [[ " $PARTS " == *" redis "* ]]; then echo "see ./evalx logs redis"; else echo "check REDIS_URL"; fi ;;
    broker)
      if has_broker; then
        echo "see ./evalx logs broker"
      else
        echo "see ./evalx logs server; for a broker of your own, check ARTEMIS_URL and its account"
      fi
      ;;
    sandbox) echo "see ./evalx logs sandbox and ./evalx doctor" ;;
    *) echo "see ./evalx logs server" ;;
  esac
}
