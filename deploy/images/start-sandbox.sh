#!/bin/sh
# The sandbox daemon, for a server of user 10001; further options are the daemon's.
set -eu
# A container sees its own control groups, but read-only. Boxes get groups below them, so that what bounds the container
# bounds all of its boxes together.
while read -r _ folder kind options _; do
  case $kind,$options in cgroup,ro*|cgroup2,ro*) mount -o remount,bind,rw,nosuid,nodev,noexec "$folder" ;; esac
done </proc/self/mounts
# Only the server may enter the socket's folder, which the engine may have made as a volume.
install -d -m 750 -g 10001 /run/evalx-sandbox
# Settings that are the daemon's, and folders beside /usr that languages need, as far as they are there.
case ${PIN_CORES:-} in [Tt][Rr][Uu][Ee]) set -- --pin "$@" ;; esac
case ${SANDBOX_STRICT:-} in [Tt][Rr][Uu][Ee]) set -- --strict "$@" ;; esac
exec /opt/evalx/evalx-isolate --serve --socket /run/evalx-sandbox/evalx-isolate.sock --store /var/lib/evalx-sandbox \
  --client-uid 10001 --client-gid 10001 --show /var/lib/ghc "$@"
