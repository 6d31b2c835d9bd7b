#!/bin/bash
# The sandbox daemon as root and the server as evalx. When one of them ends the container does, and is started again.
set -uo pipefail
/opt/evalx/start-sandbox.sh --connections $((3 * ${MAX_CONCURRENT_SANDBOXES:-$(nproc)} + 8)) &
sandbox=$!
setpriv --reuid 10001 --regid 10001 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs \
  /opt/evalx/start-server.sh &
server=$!
# The server goes first: what it has in work needs the sandbox. It hears what the container hears and no more, because a
# second SIGTERM tells it not to wait for its jobs.
told=
trap 'told=yes; kill -TERM $server 2>/dev/null' TERM INT
wait -n $sandbox $server
[[ $told ]] || kill -TERM $server 2>/dev/null
while kill -0 $server 2>/dev/null; do wait $server; done
kill -TERM $sandbox 2>/dev/null
wait $sandbox
