# Requests to the running server: the samples of `up`, and submit.
# shellcheck shell=bash

readonly SAMPLE_CASES=5
readonly SAMPLE_WAIT=60 # seconds that all samples together may take
readonly ROW='%-12s %-12s %-24s %7s %10s %10s %10s\n'

# The first of API_TOKENS, where there are some, without its name and options.
api_token() {
  local tokens=${API_TOKENS:-}
  [[ -n $tokens || -z ${API_TOKENS_FILE:-} ]] || tokens=$(<"$API_TOKENS_FILE")
  tokens=${tokens%%,*}
  tokens=${tokens%%;*}
  echo "${tokens#*:}"
}

# The administrator's token, or else the first of API_TOKENS, which may be an administrator's too.
operator_token() {
  local token=${ADMIN_TOKEN:-}
  [[ -n $token || -z ${ADMIN_TOKEN_FILE:-} ]] || token=$(<"$ADMIN_TOKEN_FILE")
  echo "${token:-$(api_token)}"
}

# A request to the running server, with a token where one is needed.
api() { request "$(api_token)" "$@"; }

# The same of an operator: health checks tell others their status alone.
operator_api() { request "$(operator_token)" "$@"; }

request() {
  local token=$1
  shift
  if [[ -n $token ]]; then
    # From a file, because every user of the machine can read the arguments of a command.
    own_curl -m 70 -H @<(echo "Authorization: Bearer $token") "$@"
  else
    own_curl -m 70 "$@"
  fi
}

get_languages() {
  local answer
  answer=$(api "$(base_url)/languages") || fail "EvalX does not answer at $(base_url): start it with ./evalx up."
  jq -e .languages <<<"$answer" >/dev/null 2>&1 ||
    fail "Refused: $(jq -r .detail <<<"$answer" 2>/dev/null) (the token is taken from API_TOKENS)"
  echo "$answer"
}

# Sends the submission on stdin and prints its token, or why it was refused and returns 1.
send() {
  local answer token
  answer=$(api -H 'Content-Type: application/json' --data-binary @- "$(base_url)/submissions" 2>&1) || true
  if token=$(jq -er .token <<<"$answer" 2>/dev/null); then
    echo "$token"
  else
    jq -r '[.detail, (.errors[]? | "\(.field) \(.message)")] | join("; ")' <<<"$answer" 2>/dev/null || echo "$answer"
    return 1
  fi
}

# Prints the result of a token, or returns 1 when it is not there at the deadline.
fetch() {
  local answer wait
  while wait=$(($2 - SECONDS)); do
    answer=$(api "$(base_url)/submissions/$1?wait=$((wait > 30 ? 30 : wait > 0 ? wait : 0))") || return 1
    if jq -e 'has("results")' <<<"$answer" >/dev/null 2>&1; then
      echo "$answer"
      return
    fi
    ((wait > 0)) && jq -e 'has("done")' <<<"$answer" >/dev/null 2>&1 || return 1
  done
}

# Runs the self-test of every language of the core, all at once, and prints a row for each. Samples go before the jobs that an
# earlier start has left in the queue, and are not waited for where those keep the workers busy.
run_samples() {
  local languages id token reason result deadline=$((SECONDS + SAMPLE_WAIT))
  local -A tokens=() refused=()
  languages=$(get_languages) || exit
  languages=$(jq --slurpfile table "$ROOT/src/main/resources/languages.json" \
    '.languages |= map(select(.id as $id | any($table[0][]; .id == $id and .core)))' <<<"$languages")
  while read -r id; do
    if token=$(sample "$id" | send); then tokens[$id]=$token; else refused[$id]=$token; fi
  done < <(jq -r '.languages[] | select(.works) | .id' <<<"$languages")
  # shellcheck disable=SC2059
  printf "\n$ROW" LANGUAGE VERSION VERDICT PASSED COMPILE RUN MEMORY
  while IFS=$'\t' read -r id reason; do
    if [[ -n ${refused[$id]:-} ]]; then
      printf '%-12s sample not taken: %s\n' "$id" "${refused[$id]}"
    elif [[ -z ${tokens[$id]:-} ]]; then
      printf '%-12s does not work: %s\n' "$id" "$reason"
    elif result=$(fetch "${tokens[$id]}" "$deadline"); then
      row <<<"$result"
    else
      printf '%-12s sample has no result after %s s, because other jobs are being run\n' "$id" "$SAMPLE_WAIT"
    fi
  done < <(jq -r '.languages[] | [.id, .reason // ""] | @tsv' <<<"$languages")
  echo
}

sample() {
  jq -c --arg id "$1" --argjson cases "$SAMPLE_CASES" '.[] | select(.id == $id)
    | {language: .id, code: .self_test.code, priority: 1,
       test_cases: [range($cases) as $i | .self_test | {stdin, expected_output: .stdout}]}' \
    "$ROOT/src/main/resources/languages.json"
}

row() {
  local cells
  IFS=$'\t' read -r -a cells < <(jq -r '[.language, .version // "-", .status, "\(.passed)/\(.total)",
    "\(.compile_time * 1000 | round) ms", "\(.run_time * 1000 | round) ms", "\(.space) KiB"] | @tsv')
  # shellcheck disable=SC2059
  printf "$ROW" "${cells[@]}"
}

# Sends a program to the running EvalX, or to that at --url; script/client/submit.py knows the options.
submit() {
  local url=''
  choose_state
  if read_settings && pid_of supervisor >/dev/null; then url=$(base_url); fi
  exec python3 -EsB "$ROOT/script/client/submit.py" "$url" "$@"
}
