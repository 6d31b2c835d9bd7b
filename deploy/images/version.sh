#!/usr/bin/env bash
# Prints the version of this checkout, by pom.xml: that of the images, and after a "v" the tag of its release.
set -euo pipefail
sed -n '/<artifactId>evalx</{n;s/.*<version>\(.*\)<.*/\1/p;q}' "$(dirname -- "${BASH_SOURCE[0]}")/../../pom.xml"
