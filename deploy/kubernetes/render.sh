#!/usr/bin/env bash
# Prints all that a cluster has of a release, as overlays/cloud has it with the images of a registry:
#
#   deploy/kubernetes/render.sh IMAGES VERSION [HOST]     such as ghcr.io/us/evalx 1.2.3 evalx.example.com
#
# HOST is the name by which clients reach it. KUSTOMIZE is the program that renders a folder.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/overlays"
(($# == 2 || $# == 3)) || { echo "Usage: render.sh IMAGES VERSION [HOST]" >&2 && exit 2; }
readonly IMAGES=$1 VERSION=$2 HOST=${3:-}
[[ "$IMAGES $VERSION $HOST" =~ ^[a-z0-9./:-]+\ [0-9A-Za-z._-]+\ [a-z0-9.-]*$ ]] || { echo "This is no name." >&2 && exit 2; }

folder=$(mktemp -d release-XXXXXX)
trap 'rm -rf -- "$folder"' EXIT
{
  printf '%s\n' 'apiVersion: kustomize.config.k8s.io/v1beta1' 'kind: Kustomization' 'resources: [../cloud]' 'images:'
  for target in app sandbox broker; do
    echo "  - {name: registry.example.org/evalx/$target, newName: $IMAGES-$target, newTag: \"$VERSION\"}"
  done
  if [[ -n $HOST ]]; then
    printf '%s\n' 'patches:' '  - target: {kind: Ingress}' '    patch: |-' \
      "      - {op: replace, path: /spec/rules/0/host, value: $HOST}" \
      "      - {op: replace, path: /spec/tls/0/hosts/0, value: $HOST}"
  fi
} >"$folder/kustomization.yaml"
${KUSTOMIZE:-kubectl kustomize} "$folder"
