#!/usr/bin/env bash
# Submits a program with two test cases, waits for its result and prints the verdicts. Needs curl and jq.
set -euo pipefail
EVALX=${EVALX:-http://127.0.0.1:3000}
HEADERS=(-H 'Content-Type: application/json')
if [[ -n ${EVALX_TOKEN:-} ]]; then HEADERS+=(-H "Authorization: Bearer $EVALX_TOKEN"); fi

token=$(curl -sS --fail-with-body "${HEADERS[@]}" "$EVALX/submissions" -d '{
  "language": "python",
  "code": "a, b = map(int, input().split())\nprint(a + b)\n",
  "test_cases": [
    {"stdin": "1 2\n", "expected_output": "3\n"},
    {"stdin": "2 2\n", "expected_output": "5\n"}
  ]
}' | jq -r .token)

# 202 says how far it is, 200 is the result.
status=202
while [[ $status == 202 ]]; do
  answer=$(curl -sS -w '\n%{http_code}' "${HEADERS[@]}" "$EVALX/submissions/$token?wait=30")
  status=${answer##*$'\n'}
done
jq -r '.status, (.results[] | "  \(.status), \(.run_time) s, \(.space) KiB")' <<<"${answer%$'\n'*}"
