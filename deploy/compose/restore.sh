#!/usr/bin/env bash
# Takes a backup of backup.sh into a composition that has no data yet: restore.sh FILE. Then start it as usual.
set -euo pipefail
(($# == 1)) && [[ -r $1 ]] || { echo "Which backup? restore.sh FILE" >&2 && exit 2; }
file=$(realpath -- "$1")
cd "$(dirname -- "${BASH_SOURCE[0]}")"
umask 077
read -ra RUN <<<"${COMPOSE:-docker-compose}"
for volume in artemis redis files; do
  ! docker volume inspect "evalx_$volume" >/dev/null 2>&1 ||
    { echo "There is a volume evalx_$volume already: '${RUN[*]} down --volumes' deletes all data." >&2 && exit 1; }
done
draft=$(mktemp -d ./restore-XXXXXX)
trap 'rm -rf -- "$draft"' EXIT
tar -C "$draft" -xf "$file"
for name in artemis.tar.gz redis.tar.gz files.tar.gz secrets; do
  [[ -e $draft/$name ]] || { echo "The backup lacks $name." >&2 && exit 1; }
done
rm -rf secrets
mv "$draft/secrets" secrets
chmod 644 secrets/*
"${RUN[@]}" up --no-start >&2
for volume in artemis redis files; do
  docker run --rm --interactive --network none --user 0 --entrypoint tar --volume "evalx_$volume:/data" evalx-broker \
    -C /data -xz <"$draft/$volume.tar.gz"
done
echo "Restored; start it with: ${RUN[*]} up --detach"
