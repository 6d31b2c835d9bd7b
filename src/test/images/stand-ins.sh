#!/usr/bin/env bash
# Makes the images that deploy/images/Dockerfile and deploy/compose/compose.yaml name and take from registries, on a
# machine that reaches Debian's packages alone: the base by debootstrap, Redis, Prometheus and Alertmanager upon it. Grafana is in no
# registry of packages; its name goes to an image that nothing is started from. Root only.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../../.."
readonly COMPOSE=deploy/compose/compose.yaml

named() { sed -n "s#.*image: \(&[a-z]* \)\?\($1:.*\)#\2#p" "$COMPOSE"; }

base=$(sed -n 's/^ARG BASE=//p' deploy/images/Dockerfile)
root=$(mktemp -d /tmp/evalx-base-XXXXXX)
trap 'rm -rf -- "$root"' EXIT
debootstrap --variant=minbase bookworm "$root" >"$root.log" || { tail "$root.log" && exit 1; }
rm -rf "$root.log" "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
# As in the original: apt keeps no packages, and documentation is not installed, but for its folders.
find "$root"/usr/share/{doc,man,locale} -type f -delete
printf '%s\n' 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };' \
  'Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";' >"$root/etc/apt/apt.conf.d/docker-clean"
printf '%s\n' path-exclude=/usr/share/{doc,man,locale}/'*' path-include='/usr/share/man/man[1-9]/' \
  >"$root/etc/dpkg/dpkg.cfg.d/docker"
printf 'deb http://deb.debian.org/debian %s main\n' bookworm bookworm-updates >"$root/etc/apt/sources.list"
echo 'deb http://deb.debian.org/debian-security bookworm-security main' >>"$root/etc/apt/sources.list"
tar -C "$root" -cf - . | docker import - "$base"
for image in redis prom/prometheus prom/alertmanager; do
  DOCKER_BUILDKIT=1 docker build --network host --build-arg BASE="$base" --target "${image#prom/}" \
    --tag "$(named "$image")" src/test/images
done
docker tag "$base" "$(named grafana/grafana-oss)"
