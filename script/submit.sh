# Programs in, verdict tables out.
# shellcheck shell=bash

readonly SAMPLE_CASES=5
readonly RESULT_LIMIT=120 # seconds until a result must be there
readonly ROW='%-12s %-12s %-24s %7s %10s %10s %10s\n'

# A request to the running server, with the first of API_TOKENS where there are some.
api() {
  if [[ -n ${API_TOKENS:-} ]]; then
    # From a file, as the words of a command can be read by all users.
    curl -sS -m 70 -H @<(echo "Authorization: Bearer ${API_TOKENS%%,*}") "$@"
  else
    curl -sS -m 70 "$@"
  fi
}

get_languages() {
  local answer
  answer=$(api "$(base_url)/languages") || fail "EvalX does not answer at $(base_url): start it with ./evalx up."
  jq -e .languages <<<"$answer" >/dev/null 2>&1 ||
    fail "Refused: $(jq -r .detail <<<"$answer" 2>/dev/null) (the token is taken from API_TOKENS)"
  echo "$answer"
}

# Sends the submission on stdin and prints its token; otherwise says what the server says.
send() {
  local answer token
  answer=$(api -H 'Content-Type: application/json' --data-binary @- "$(base_url)/submissions") ||
    fail "EvalX does not answer at $(base_url): start it with ./evalx up."
  token=$(jq -r '.token // empty' <<<"$answer" 2>/dev/null) || true
  [[ -n $token ]] ||
    fail "Refused: $(jq -r '[.detail, (.errors[]? | "\(.field) \(.message)")] | join("; ")' <<<"$answer" 2>/dev/null || echo "$answer")"
  echo "$token"
}

# Prints the result of a token when it is there.
fetch() {
  local answer deadline=$((SECONDS + RESULT_LIMIT))
  while ((SECONDS < deadline)); do
    answer=$(api "$(base_url)/submissions/$1?wait=30") || fail "EvalX does not answer any more."
    if jq -e 'has("results")' <<<"$answer" >/dev/null 2>&1; then
      echo "$answer"
      return
    fi
    jq -e 'has("done")' <<<"$answer" >/dev/null 2>&1 || fail "$(jq -r '.detail' <<<"$answer")"
  done
  fail "There is no result after $RESULT_LIMIT s; its token is $1."
}

# Every language's own self-test, all sent at once, then a row each.
run_samples() {
  local languages id token reason
  local -A tokens=()
  languages=$(get_languages)
  while read -r id; do
    tokens[$id]=$(sample "$id" | send)
  done < <(jq -r '.languages[] | select(.works) | .id' <<<"$languages")
  # shellcheck disable=SC2059
  printf "\n$ROW" LANGUAGE VERSION VERDICT PASSED COMPILE RUN MEMORY
  while IFS=$'\t' read -r id reason; do
    token=${tokens[$id]:-}
    if [[ -n $token ]]; then fetch "$token" | row; else printf '%-12s does not work: %s\n' "$id" "$reason"; fi
  done < <(jq -r '.languages[] | [.id, .reason // ""] | @tsv' <<<"$languages")
  echo
}

sample() {
  jq -c --arg id "$1" --argjson cases "$SAMPLE_CASES" '.[] | select(.id == $id)
    | {language: .id, code: .self_test.code,
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

submit() {
  local file='' language='' inputs=() result
  while (($#)); do
    case $1 in
      --stdin | --language)
        [[ -n ${2:-} ]] || fail "$1 needs a value."
        if [[ $1 == --stdin ]]; then inputs+=("$2"); else language=$2; fi
        shift
        ;;
      -*) fail "Unknown argument: $1 (./evalx help)" ;;
      *)
        [[ -z $file ]] || fail "One program at a time: $file or $1?"
        file=$1
        ;;
    esac
    shift
  done
  [[ -n $file ]] || fail "Which program? ./evalx submit FILE [--stdin F]... [--language L]"
  local readable
  for readable in "$file" "${inputs[@]}"; do
    [[ -f $readable && -r $readable ]] || fail "$readable cannot be read."
  done
  choose_state
  read_settings || fail "EvalX is not running: start it with ./evalx up."
  [[ -n $language ]] || language=$(guess_language "$file")
  result=$(submission "$file" "$language" "${inputs[@]}" | send) && result=$(fetch "$result")
  print_result "$result"
  [[ $(jq -r .status <<<"$result") == Accepted ]]
}

# The language whose main file has the same ending.
guess_language() {
  local ending=${1##*.} languages id
  languages=$(get_languages)
  id=$(jq -r --arg ending ".$ending" \
    '[.languages[] | select((.file | endswith($ending)) or (.aliases | index($ending[1:])))][0].id // empty' <<<"$languages")
  [[ -n $id ]] || fail "No language has files like $1: name one with --language ($(jq -r '[.languages[].id] | join(", ")' <<<"$languages"))."
  echo "$id"
}

# As base64, so that any bytes pass.
submission() {
  local file=$1 language=$2 input
  shift 2
  for input in "$@"; do base64 -w 0 "$input" && echo; done |
    jq -cnR --arg language "$language" --rawfile code <(base64 -w 0 "$file") \
      '{language: $language, encoding: "base64", code: $code, test_cases: [inputs | {stdin: .}]}'
}

print_result() {
  jq -r 'def text: @base64d | rtrimstr("\n");
    "\(.language) \(.version // "")  \(.status)  \(.message // "")",
    (.compile_output | select(. != "") | rtrimstr("\n")),
    (.results | to_entries[] | "",
      "case \(.key + 1): \(.value.status)  \(.value.run_time) s CPU, \(.value.wall_time) s, \(.value.space) KiB  \(.value.message // "")",
      (.value.stdout | select(. != "") | text),
      (.value.stderr | select(. != "") | "stderr:", text))' <<<"$1"
}
