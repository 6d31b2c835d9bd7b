#!/usr/bin/env bash
# Builds images of EvalX from this checkout, all unless some are named:
#
#   deploy/images/build.sh [app|sandbox|worker|broker]... [OPTION OF docker build]...
#
# They are evalx-app and so on, with the tags latest and the version; IMAGES=ghcr.io/us/evalx puts that, in lower case as
# Docker asks for, in the place of evalx. DOCKER_HOST chooses the engine.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."

VERSION=$(deploy/images/version.sh)
ARTEMIS=$(sed -n 's/.*<artemis.version>\(.*\)<.*/\1/p' pom.xml)
REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)
IMAGES=${IMAGES:-evalx}
readonly VERSION ARTEMIS REVISION IMAGES=${IMAGES,,}

# What the images are made of, and Maven makes or fetches.
archives() {
  if [[ ! -s target/evalx.war || ! -s target/artemis-rar.rar || ! -s target/server/payara-micro.jar ||
    -n $(find pom.xml artemis src/main -newer target/evalx.war -print -quit) ]]; then
    ./mvnw -B -q package -DskipTests
  fi
  [[ -s target/server/apache-artemis-$ARTEMIS-bin.zip ]] || ./mvnw -B -q -P images dependency:copy@artemis
}

build() {
  local target=$1
  shift
  DOCKER_BUILDKIT=1 docker build --file deploy/images/Dockerfile --target "$target" --build-arg ARTEMIS="$ARTEMIS" \
    --tag "$IMAGES-$target" --tag "$IMAGES-$target:$VERSION" \
    --label org.opencontainers.image.title="EvalX $target" \
    --label org.opencontainers.image.version="$VERSION" \
    --label org.opencontainers.image.revision="$REVISION" \
    --label org.opencontainers.image.licenses=Apache-2.0 "$@" .
}

targets=()
while [[ ${1:-} =~ ^(app|sandbox|worker|broker)$ ]]; do
  targets+=("$1")
  shift
done
((${#targets[@]})) || targets=(app sandbox worker broker)
archives
for target in "${targets[@]}"; do build "$target" "$@"; done
