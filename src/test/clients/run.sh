#!/usr/bin/env bash
# Runs clients of other engines, unmodified and as their registries have them, against an EvalX.
#   run.sh URL FOLDER    FOLDER is where they are installed
set -euo pipefail
url=$1
folder=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
cp "$here"/*.cjs "$here"/*.mjs "$here"/*.py "$folder"
cd "$folder"

npm install --no-save --no-audit --no-fund --prefix . piston-api-client@2.0.1 piston-client@1.0.2 \
  @modelcontextprotocol/conformance@0.1.13 @modelcontextprotocol/sdk@1.32.2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check judge0==0.0.8 sandbox-fusion==0.3.7 requests==2.32.5

for client in *.cjs *.mjs; do
  timeout 60 node "$client" "$url"
  echo "$client passed"
done
for client in *.py; do
  timeout 60 venv/bin/python "$client" "$url"
  echo "$client passed"
done
# Of the suite's scenarios for servers, those that a server without sessions and with tools of its own can pass.
scenarios=(server-initialize ping tools-list dns-rebinding-protection)
others=(
  # They call tools that only the suite's own server has.
  tools-call-simple-text tools-call-image tools-call-audio tools-call-embedded-resource tools-call-mixed-content
  tools-call-with-logging tools-call-error tools-call-with-progress tools-call-sampling tools-call-elicitation
  elicitation-sep1034-defaults elicitation-sep1330-enums json-schema-2020-12
  # They are of capabilities that this server does not announce.
  logging-set-level completion-complete prompts-list prompts-get-simple prompts-get-with-args prompts-get-embedded-resource
  prompts-get-with-image resources-list resources-read-text resources-read-binary resources-templates-read
  resources-subscribe resources-unsubscribe
  # They are of sessions, whose streams are taken up again.
  server-sse-polling server-sse-multiple-streams
)
diff <(printf '%s\n' "${scenarios[@]}" "${others[@]}" | sort) <(npx --no conformance list --server | sed -n 's/^  - //p' | sort)
for scenario in "${scenarios[@]}"; do
  timeout 60 npx --no conformance server --url "$url/mcp" --scenario "$scenario" > "$scenario.log" 2>&1 ||
    { cat "$scenario.log"; exit 1; }
  echo "conformance $scenario passed"
done
