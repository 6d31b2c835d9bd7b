#!/usr/bin/env bash
# Writes all that the composition keeps to a new file: backup.sh FILE. Jobs, results, files and secrets are copied while
# the containers stand still, because journal and results must be of one moment; then those that ran are started again.
set -euo pipefail
# Of the archive, and of what nodes keep (script/migrate.sh); restore.sh refuses newer ones.
readonly FORMAT=1 STATE=2
(($# == 1)) || { echo "Where to? backup.sh FILE" >&2 && exit 2; }
file=$(realpath -m -- "$1")
[[ ! -e $file ]] || { echo "$file exists already." >&2 && exit 1; }
[[ -d $(dirname -- "$file") ]] || { echo "There is no folder $(dirname -- "$file")." >&2 && exit 1; }
cd "$(dirname -- "${BASH_SOURCE[0]}")"
for volume in artemis redis files; do
  docker volume inspect "evalx_$volume" >/dev/null || { echo "There is no volume evalx_$volume." >&2 && exit 1; }
done
umask 077
# COMPOSE names the program, else it is the one that is there.
found=docker-compose
! docker compose version >/dev/null 2>&1 || found='docker compose'
read -ra RUN <<<"${COMPOSE:-$found}"
running=$("${RUN[@]}" ps --services --filter status=running && "${RUN[@]}" ps --services --filter status=restarting)
those_that_run() { for service; do [[ $'\n'$running$'\n' != *$'\n'$service$'\n'* ]] || echo "$service"; done; }
mapfile -t started < <(those_that_run artemis redis api worker)
start_again() { ((!${#started[@]})) || "${RUN[@]}" start "${started[@]}" >&2; }
draft=$(mktemp -d "$(dirname -- "$file")/backup-XXXXXX")
trap 'rm -rf -- "$draft"; start_again' EXIT

# Workers and API first: what is in work is finished or goes back to the broker.
"${RUN[@]}" stop api worker >&2
"${RUN[@]}" stop artemis redis >&2
for volume in artemis redis files; do
  docker run --rm --network none --user 0 --entrypoint tar --volume "evalx_$volume:/data:ro" evalx-broker \
    -C /data -cz . >"$draft/$volume.tar.gz"
done
cp -r secrets "$draft/secrets"
printf '%s\n' "format=$FORMAT" "state=$STATE" "made=$(date -u +%FT%TZ)" >"$draft/manifest"
tar -C "$draft" -cf "$draft/backup.tar" manifest artemis.tar.gz redis.tar.gz files.tar.gz secrets
# Only a whole one has the name. What mv exits with when it leaves out a file that is there differs between versions.
mv -nT -- "$draft/backup.tar" "$file" || true
[[ ! -e $draft/backup.tar ]] || { echo "$file could not be made, or exists already." >&2 && exit 1; }
echo "Backup in $file; it holds passwords, and only its owner may read it"
