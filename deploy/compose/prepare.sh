#!/usr/bin/env bash
# Makes the secrets of compose.yaml, unless they are there. ALERT_URL, where it is set, is where Alertmanager sends each
# alert, in the JSON of its webhooks.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")"
umask 077
[[ ! -e restoring ]] || { echo "A restore has not ended here: run restore.sh again." >&2 && exit 1; }
mkdir -p secrets
make() { [[ -s secrets/$1 ]] || printf '%s\n' "$2" >"secrets/$1"; }
random() { od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n'; }
for name in artemis-password redis-password grafana-password webhook-secret; do make "$name" "$(random)"; done
make redis-url "redis://:$(<secrets/redis-password)@redis:6379"
make cache-url "redis://:$(<secrets/redis-password)@cache:6379"
make api-tokens "me:$(random);scopes=submit+read+admin"

# Without a receiver, alerts are seen at port 9093 alone. A configuration of one's own stays as it is, unless ALERT_URL
# says otherwise; ../alertmanager/alertmanager.yml is one for e-mail, Slack and PagerDuty.
[[ ${ALERT_URL:-https://none} =~ ^https?://[^\"\\[:space:]]+$ ]] || { echo "ALERT_URL must be a URL." >&2 && exit 1; }
[[ -z ${ALERT_URL:-} ]] || rm -f secrets/alertmanager.yml
make alertmanager.yml "route: {receiver: operators, group_by: [alertname], group_wait: 30s, group_interval: 5m, repeat_interval: 4h}
receivers:
  - name: operators${ALERT_URL:+
    webhook_configs:
      - url: \"$ALERT_URL\"}"

# Each container reads those that it is given, as a user of its own; here nobody else enters the folder.
chmod 644 secrets/*
echo "The API token: $(sed 's/^me:\(.*\);.*/\1/' secrets/api-tokens)"
echo "The password of Grafana's user admin: $(<secrets/grafana-password)"
