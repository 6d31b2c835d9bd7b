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
# All scenarios of the suite for servers are here: those that are run, and why the others are not.
scenarios=(server-initialize ping tools-list dns-rebinding-protection)
# They call tools of the suite's own server, in whose place EvalX's answer.
by_name=(tools-call-simple-text tools-call-error tools-call-with-progress)
others=(
  # Results of these tools are text and structured: no programs' pictures, sounds or resources.
  tools-call-image tools-call-audio tools-call-embedded-resource tools-call-mixed-content
  # It is of a tool whose schema has definitions of its own.
  json-schema-2020-12
  # The server asks the client back, which needs a session that one node holds; any node answers here.
  tools-call-sampling tools-call-elicitation elicitation-sep1034-defaults elicitation-sep1330-enums
  # They are of sessions, whose streams are taken up again.
  server-sse-polling server-sse-multiple-streams
  # They are of capabilities that this server, which has tools, does not announce.
  logging-set-level tools-call-with-logging completion-complete prompts-list prompts-get-simple prompts-get-with-args
  prompts-get-embedded-resource prompts-get-with-image resources-list resources-read-text resources-read-binary
  resources-templates-read resources-subscribe resources-unsubscribe
)
diff <(printf '%s\n' "${scenarios[@]}" "${by_name[@]}" "${others[@]}" | sort) \
  <(npx --no conformance list --server | sed -n 's/^  - \([a-z0-9-]*\).*/\1/p' | sort)

conforms() {
  timeout 60 npx --no conformance server --url "$1" --scenario "$2" > "$2.log" 2>&1 || { cat "$2.log"; exit 1; }
  echo "conformance $2 passed"
}
for scenario in "${scenarios[@]}"; do
  conforms "$url/mcp" "$scenario"
done
exec {names}< <(exec node "$here/suite/tool-names.mjs" "$url/mcp")
shim=$!
trap 'kill "$shim"' EXIT
read -r renamed <&"$names"
for scenario in "${by_name[@]}"; do
  conforms "$renamed" "$scenario"
done
