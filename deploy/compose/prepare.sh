#!/usr/bin/env bash
# Makes the secrets of compose.yaml, unless they are there.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")"
umask 077
mkdir -p secrets
make() { [[ -s secrets/$1 ]] || printf '%s\n' "$2" >"secrets/$1"; }
random() { od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n'; }
for name in artemis-password redis-password grafana-password webhook-secret; do make "$name" "$(random)"; done
make redis-url "redis://:$(<secrets/redis-password)@redis:6379"
make cache-url "redis://:$(<secrets/redis-password)@cache:6379"
make api-tokens "me:$(random);scopes=submit+read+admin"
# Each container reads those that it is given, as a user of its own; here nobody else enters the folder.
chmod 644 secrets/*
echo "The API token: $(sed 's/^me:\(.*\);.*/\1/' secrets/api-tokens)"
echo "The password of Grafana's user admin: $(<secrets/grafana-password)"
