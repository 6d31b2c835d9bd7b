# The cache of the machine: prepared compilers and servers, in folders owned by root whose names contain a hash of
# what they were made from. They may be deleted at any time; the next start makes them again.
# shellcheck shell=bash

readonly CACHE=/var/cache/evalx
readonly UNUSED_DAYS=30 # after which a folder is deleted; every start touches those it uses

# Allows one preparation at a time, and deletes what a killed one left.
lock_cache() {
  local lock
  umask 022
  mkdir -p "$CACHE"
  exec {lock}<"$CACHE"
  flock -w 600 "$lock" || fail "Another preparation has not ended for 10 minutes."
  rm -rf "$CACHE"/draft.*
}

draft_in_cache() {
  local draft
  draft=$(mktemp -d "$CACHE/draft.XXXXXX")
  chmod 755 "$draft"
  echo "$draft"
}

# Gives a draft its final name, and deletes folders that have not been used for long.
keep_draft() {
  find "$CACHE" -mindepth 1 -maxdepth 1 -name '*-*' -mtime "+$UNUSED_DAYS" -exec rm -rf {} +
  mv "$1" "$2"
}
