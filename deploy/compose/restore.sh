#!/usr/bin/env bash
# Takes a backup of backup.sh into a composition that has no data yet: restore.sh FILE. Then start it as usual.
#
# Volumes are filled under their own names, because Docker cannot rename them. Until the secrets move out of the folder
# `restoring`, which is the last step, they are drafts: this folder has no `secrets`, and for the services of any other
# they are locked, since none of these runs as root. A label says whose drafts they are, so that no other volumes are
# ever deleted. A restore that fails removes them, and one that was killed leaves that to the next one.
set -euo pipefail
(($# == 1)) && [[ -r $1 ]] || { echo "Which backup? restore.sh FILE" >&2 && exit 2; }
file=$(realpath -- "$1")
cd "$(dirname -- "${BASH_SOURCE[0]}")"
umask 077
# COMPOSE names the program, else it is the one that is there.
found=docker-compose
! docker compose version >/dev/null 2>&1 || found='docker compose'
read -ra RUN <<<"${COMPOSE:-$found}"
readonly FORMAT=1 STATE=2 # as in backup.sh
readonly VOLUMES=(artemis redis files) DRAFT=restoring LABEL=evalx.restore

# Both fail where Docker does, which must not pass for "none".
volumes() { docker volume ls --quiet | sed -nE '/^evalx_(artemis|redis|files)$/p'; }

drafts() {
  [[ ! -e $DRAFT/id ]] || docker volume ls --quiet --filter "label=$LABEL=$(<"$DRAFT/id")"
}

undo() {
  drafts | xargs --no-run-if-empty docker volume rm >/dev/null ||
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
od -An -v -tx1 -N16 /dev/urandom | tr -d ' \n' >"$DRAFT/id"
trap 'undo; echo "Nothing was restored, and nothing is left of it: it can be tried again." >&2' EXIT
trap 'exit 1' INT TERM HUP
tar -C "$DRAFT" -xf "$file"
# number NAME DEFAULT: the default is that of backups before they had numbers.
number() { { sed -n "s/^$1=//p" "$DRAFT/manifest" 2>/dev/null || true; } | grep -Ex '[0-9]{1,4}' || echo "$2"; }
state=$(number state 2)
(($(number format 1) <= FORMAT && state <= STATE)) ||
  { echo "The backup was made by a newer EvalX: restore it with that one." >&2 && exit 1; }
((state == STATE)) ||
  { echo "The backup was made by an older EvalX, whose data have another form: restore it with that one." >&2 && exit 1; }
for name in "${VOLUMES[@]/%/.tar.gz}" secrets; do
  [[ -e $DRAFT/$name ]] || { echo "The backup lacks $name." >&2 && exit 1; }
done
[[ ! -e secrets ]] || mv -T secrets "$DRAFT/secrets.old"
# As the composition would make them; Docker takes a volume that is there for a new one.
for volume in "${VOLUMES[@]}"; do
  docker volume create --label com.docker.compose.project=evalx --label "com.docker.compose.volume=$volume" \
    --label "$LABEL=$(<"$DRAFT/id")" "evalx_$volume" >/dev/null
done
[[ $(drafts | wc -l) == "${#VOLUMES[@]}" ]] || { echo "Another folder has just made volumes of EvalX." >&2 && exit 1; }

# in_volume VOLUME COMMAND...: with its archive as stdin
in_volume() {
  docker run --rm --interactive --network none --user 0 --entrypoint "$2" --volume "evalx_$1:/data" evalx-broker \
    "${@:3}" <"$DRAFT/$1.tar.gz"
}
for volume in "${VOLUMES[@]}"; do
  in_volume "$volume" sh -c 'chmod 700 /data && exec tar -C /data -xz --no-overwrite-dir'
done
for volume in "${VOLUMES[@]}"; do
  used=$(docker ps --all --quiet --filter "volume=evalx_$volume")
  [[ -z $used ]] || { echo "Containers of another folder use evalx_$volume: take them down first." >&2 && exit 1; }
done
# Unlocks them: the folder itself gets the owner and the mode that it had.
for volume in "${VOLUMES[@]}"; do
  in_volume "$volume" tar -C /data -xz --no-recursion --occurrence=1 ./
done
chmod 644 "$DRAFT"/secrets/*
trap - EXIT
mv -T "$DRAFT/secrets" secrets
rm -rf -- "$DRAFT"
echo "Restored; start it with: ${RUN[*]} up --detach"
