#!/usr/bin/env bash
# Sends requests made from the OpenAPI document of an EvalX, valid ones and such as break it, and holds the answers
# against the document.
#   run.sh URL FOLDER [ADMIN_TOKEN]    FOLDER is where Schemathesis is installed and leaves its reports; with the token of
#                                      an administrator, what operators do is asked for, else everything
set -euo pipefail
url=$1
folder=$2
mkdir -p "$folder"
cd "$folder"

[[ -x venv/bin/schemathesis ]] || {
  python3 -m venv venv
  venv/bin/pip install --quiet --disable-pip-version-check schemathesis==4.32.5
}
# Streams have no end that it would wait for: they are tested by PushIT.
which=(--exclude-path-regex '/events$|^/ws')
# As an administrator it would meet what a node with few languages cannot do; below /admin there is nothing like that.
[[ -z ${3:-} ]] || which=(--include-path-regex '^/admin' --header "X-Auth-Token: $3")
# One worker, because Python 3.11 may fail to parse in two threads ("AST constructor recursion depth mismatch").
venv/bin/schemathesis --no-color run "$url/openapi" "${which[@]}" \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
  --phases examples,coverage,fuzzing --max-examples "${EXAMPLES:-100}" --workers 1 --seed "${SEED:-1}" \
  --continue-on-failure --request-timeout 90 --suppress-health-check all --generation-database none
