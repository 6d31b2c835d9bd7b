#!/usr/bin/env bash
# Makes an image for the Docker driver from Debian packages that are installed on this machine, with all
# they depend on, so that programs are compiled and run by the same versions as in the other drivers:
#
#   isolate/docker/build-image.sh TAG PACKAGE|FILE...
#
#   isolate/docker/build-image.sh evalx-box bash gcc g++ python3 nodejs /usr/bin/javac
#
# A file stands for the package that it, or what it links to, belongs to. coreutils and dash are always there: Java is
# started by env, and files of inputs and of checkers are made by a shell. DOCKER_HOST chooses the engine.
# `make -C isolate` must have been run. Nothing is downloaded.
set -euo pipefail

HERE=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
readonly HERE
readonly BOX=$HERE/../build/evalx-docker-box

(($# >= 2)) || {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}
readonly TAG=$1
shift
[[ -x $BOX ]] || {
  echo "$BOX is missing: run make -C isolate" >&2
  exit 1
}

ROOT=$(mktemp -d /tmp/evalx-image-XXXXXX)
readonly ROOT
trap 'rm -rf -- "$ROOT"' EXIT

# Prints the packages that are asked for, which must be installed.
asked() {
  local name
  for name in "$@"; do
    [[ $name != /* ]] || name=$(dpkg-query -S "$(readlink -f -- "$name")" | cut -d : -f 1)
    if ! installed "$name" | grep -q .; then
      echo "The package $name is not installed." >&2
      return 1
    fi
    echo "$name"
  done
}

# Those of the packages that are installed.
installed() { dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p'; }

# The packages and what they need, as far as it is installed.
closure() {
  local all
  mapfile -t all < <(apt-cache depends --recurse --installed --no-recommends --no-suggests --no-conflicts \
    --no-breaks --no-replaces --no-enhances "$@" | sed -n 's/^\([a-z0-9].*\)$/\1/p' | sort -u)
  installed "${all[@]}" || true
}

# Files of a package, without documentation; /bin and its like are links to /usr.
files() {
  dpkg-query -L "$@" 2>/dev/null | grep -Ev '^/(etc|var|boot|dev|proc|run)(/|$)|^/usr/share/(doc|man|info|locale|lintian|bug|i18n)/' |
    sed -E 's#^/(bin|sbin|lib|lib32|lib64|libx32)/#/usr/\1/#' | sort -u | while read -r path; do
    [[ -d $path && ! -L $path ]] || echo "$path"
  done
}

# What maintainer scripts made: alternatives, the loader's cache and the settings of the JDK.
settings() {
  local path
  find /usr/bin /usr/lib/jvm -maxdepth 2 -lname '/etc/alternatives/*' 2>/dev/null || true
  for path in /etc/alternatives /etc/ld.so.conf /etc/ld.so.conf.d /etc/java-*; do
    [[ ! -e $path ]] || echo "$path"
  done
}

names=$(asked coreutils dash "$@")
mapfile -t names <<<"$names"
mapfile -t packages < <(closure "${names[@]}")
{
  files "${packages[@]}"
  settings
} >"$ROOT/list"

mkdir -p "$ROOT/image"/{app,box,tmp,proc,dev,sys,etc,run,var/tmp,usr/bin,usr/sbin,usr/lib,usr/lib64}
tar -C / -cf - --no-recursion --ignore-failed-read --files-from "$ROOT/list" --warning=none 2>/dev/null \
  --transform='s#^\./##' | tar -C "$ROOT/image" -xf - --keep-directory-symlink
cp -r /etc/alternatives /etc/ld.so.conf.d "$ROOT/image/etc/"
for name in /etc/java-*; do [[ ! -d $name ]] || cp -rL "$name" "$ROOT/image/etc/"; done
for name in bin sbin lib lib64; do ln -s "usr/$name" "$ROOT/image/$name"; done
[[ -e $ROOT/image/usr/bin/sh ]] || ln -s dash "$ROOT/image/usr/bin/sh"
echo 'root:x:0:0:root:/:/usr/sbin/nologin
box:x:65533:65533:box:/box:/usr/sbin/nologin' >"$ROOT/image/etc/passwd"
echo 'root:x:0:
box:x:65533:' >"$ROOT/image/etc/group"
install -m 755 "$BOX" "$ROOT/image/evalx-docker-box"
ldconfig -r "$ROOT/image" 2>/dev/null
chown -R root:root "$ROOT/image"
chmod -R go-w "$ROOT/image"
tar -C "$ROOT/image" -cf - . | docker import --change 'ENTRYPOINT ["/evalx-docker-box"]' \
  --change 'LABEL evalx.image=1' - "$TAG" >/dev/null
echo "$TAG: ${#packages[@]} packages, $(du -sm "$ROOT/image" | cut -f 1) MiB"
