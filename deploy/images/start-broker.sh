#!/bin/bash
# Artemis with EvalX's broker.xml, and its journal in /var/lib/artemis. ARTEMIS_USER is the account of the nodes, with
# ARTEMIS_PASSWORD; PRODUCER_PASSWORD, where it is set, that of outside producers. NAME_FILE names a file with NAME.
# MAX_QUEUE_DEPTH and TASK_TTL are those of the nodes.
set -euo pipefail
readonly BROKER=/var/lib/artemis/broker
secret() {
  local file=$1_FILE
  if [[ -n ${!file:-} ]]; then cat "${!file}"; else echo "${!1:?$1 is needed, or $1_FILE}"; fi
}
number() {
  [[ $2 =~ ^[0-9]{1,9}$ ]] || { echo "$1 must be a number, not '$2'." >&2 && exit 1; }
  echo $((10#$2))
}
depth=$(number MAX_QUEUE_DEPTH "${MAX_QUEUE_DEPTH:-10000}")
ttl=$(number TASK_TTL "${TASK_TTL:-3600}")
user=$(secret ARTEMIS_USER)
password=$(secret ARTEMIS_PASSWORD)
# Its settings are made at each start, so that another password or release counts; its data stay.
rm -rf -- "$BROKER/etc"
/opt/artemis/bin/artemis create "$BROKER" --force --user "$user" --password "$password" --role evalx --require-login \
  --nio --no-autotune --silent --http-host 0.0.0.0 --relax-jolokia >/dev/null
cp /opt/evalx/broker.xml "$BROKER/etc/broker.xml"
if [[ -n ${PRODUCER_PASSWORD:-}${PRODUCER_PASSWORD_FILE:-} ]]; then
  printf '\nproducer = %s\n' "$(secret PRODUCER_PASSWORD)" >>"$BROKER/etc/artemis-users.properties"
  printf '\nproducer = producer\n' >>"$BROKER/etc/artemis-roles.properties"
fi
limits="-Devalx.max-queue-depth=$depth -Devalx.task-ttl-millis=$((1000 * ttl))"
export JAVA_ARGS_APPEND="-Devalx.host=0.0.0.0 $limits -Xmx512m ${JAVA_ARGS_APPEND:-}"
exec "$BROKER/bin/artemis" run
