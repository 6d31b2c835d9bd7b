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
  @modelcontextprotocol/conformance@0.1.13
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
# Of the suite's scenarios those that need no tools of its own server.
for scenario in server-initialize ping tools-list dns-rebinding-protection; do
  timeout 60 npx --no conformance server --url "$url/mcp" --scenario "$scenario" > "$scenario.log" 2>&1 ||
    { cat "$scenario.log"; exit 1; }
  echo "conformance $scenario passed"
done
