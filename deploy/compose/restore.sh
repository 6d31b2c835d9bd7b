#!/usr/bin/env bash
# Takes a backup of backup.sh into a composition that has no data yet: restore.sh FILE. Then start it as usual.
#
# Volumes are filled under their own names, because Docker cannot rename them. Until the secrets move out of the folder
# `restoring`, which is the last step, they are drafts, and there is no folder `secrets`: nothing starts on them. A
# restore that fails removes them, and one that was killed leaves that to the next one.
set -euo pipefail
(($# == 1)) && [[ -r $1 ]] || { echo "Which backup? restore.sh FILE" >&2 && exit 2; }
file=$(realpath -- "$1")
cd "$(dirname -- "${BASH_SOURCE[0]}")"
umask 077
read -ra RUN <<<"${COMPOSE:-docker-compose}"
readonly VOLUMES=(artemis redis files) DRAFT=restoring

# Fails where Docker does, which must not pass for "none".
volumes() { docker volume ls --quiet | sed -nE '/^evalx_(artemis|redis|files)$/p'; }

undo() {
  volumes | xargs --no-run-if-empty docker volume rm >/dev/null ||
    { echo "Drafts are left in volumes, and the secrets of before in $DRAFT: run restore.sh again." >&2 && exit 1; }
  [[ ! -e $DRAFT/secrets.old ]] || mv -T "$DRAFT/secrets.old" secrets
  rm -rf -- "$DRAFT"
}

exec {LOCK}<.
flock -n "$LOCK" || { echo "Another restore runs in $PWD." >&2 && exit 1; }
[[ -e secrets || ! -e $DRAFT/secrets ]] || undo
found=$(volumes)
[[ -z $found ]] ||
  { echo "There is a volume ${found%%$'\n'*} already: '${RUN[*]} down --volumes' deletes all data." >&2 && exit 1; }
rm -rf -- "$DRAFT"
mkdir "$DRAFT"
trap 'undo; echo "Nothing was restored, and nothing is left of it: it can be tried again." >&2' EXIT
trap 'exit 1' INT TERM HUP
tar -C "$DRAFT" -xf "$file"
for name in "${VOLUMES[@]/%/.tar.gz}" secrets; do
  [[ -e $DRAFT/$name ]] || { echo "The backup lacks $name." >&2 && exit 1; }
done
[[ ! -e secrets ]] || mv -T secrets "$DRAFT/secrets.old"
for volume in "${VOLUMES[@]}"; do
  # As the composition would make it.
  docker volume create --label com.docker.compose.project=evalx --label "com.docker.compose.volume=$volume" \
    "evalx_$volume" >/dev/null
  docker run --rm --interactive --network none --user 0 --entrypoint tar --volume "evalx_$volume:/data" evalx-broker \
    -C /data -xz <"$DRAFT/$volume.tar.gz"
done
chmod 644 "$DRAFT"/secrets/*
trap - EXIT
mv -T "$DRAFT/secrets" secrets
rm -rf -- "$DRAFT"
echo "Restored; start it with: ${RUN[*]} up --detach"
