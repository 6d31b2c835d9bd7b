#!/usr/bin/env bash
# Takes a backup of backup.sh into a composition that has no data yet: restore.sh FILE. Then start it as usual.
#
# Volumes are filled under their own names, because Docker cannot rename them. Until the secrets move out of the folder
# `restoring`, which is the last step, they are drafts: a restore that fails removes them, and one that was killed leaves
# that to the next one.
set -euo pipefail
(($# == 1)) && [[ -r $1 ]] || { echo "Which backup? restore.sh FILE" >&2 && exit 2; }
file=$(realpath -- "$1")
cd "$(dirname -- "${BASH_SOURCE[0]}")"
umask 077
read -ra RUN <<<"${COMPOSE:-docker-compose}"
readonly VOLUMES=(artemis redis files) DRAFT=restoring

exists() { docker volume inspect "evalx_$1" >/dev/null 2>&1; }

remove_drafts() {
  local volume
  for volume in "${VOLUMES[@]}"; do
    ! exists "$volume" || docker volume rm "evalx_$volume" >/dev/null
  done
}

exec {LOCK}<.
flock -n "$LOCK" || { echo "Another restore runs in $PWD." >&2 && exit 1; }
[[ ! -e $DRAFT/secrets ]] || remove_drafts
rm -rf -- "$DRAFT"
for volume in "${VOLUMES[@]}"; do
  ! exists "$volume" ||
    { echo "There is a volume evalx_$volume already: '${RUN[*]} down --volumes' deletes all data." >&2 && exit 1; }
done
mkdir "$DRAFT"
trap 'remove_drafts; rm -rf -- "$DRAFT"; echo "Nothing was restored, and nothing is left of it: it can be tried again." >&2' EXIT
trap 'exit 1' INT TERM HUP
tar -C "$DRAFT" -xf "$file"
for name in "${VOLUMES[@]/%/.tar.gz}" secrets; do
  [[ -e $DRAFT/$name ]] || { echo "The backup lacks $name." >&2 && exit 1; }
done
for volume in "${VOLUMES[@]}"; do
  # As the composition would make it.
  docker volume create --label com.docker.compose.project=evalx --label "com.docker.compose.volume=$volume" \
    "evalx_$volume" >/dev/null
  docker run --rm --interactive --network none --user 0 --entrypoint tar --volume "evalx_$volume:/data" evalx-broker \
    -C /data -xz <"$DRAFT/$volume.tar.gz"
done
chmod 644 "$DRAFT"/secrets/*
trap - EXIT
[[ ! -e secrets ]] || mv -T secrets "$DRAFT/secrets.old"
mv -T "$DRAFT/secrets" secrets
rm -rf -- "$DRAFT"
echo "Restored; start it with: ${RUN[*]} up --detach"
