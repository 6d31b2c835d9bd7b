# What is made once on a machine, in folders of root that are named after what they are made of. They may be
# deleted at any time: what is missing is made anew at the next start, and until then all is slower.
# shellcheck shell=bash

readonly CACHE=/var/cache/evalx
readonly UNUSED_DAYS=30 # after which a folder goes; every start touches those it uses

# One maker at a time; what a killed one left goes.
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

# Gives a draft its name, and ends the time of those that nobody has used for long.
keep_draft() {
  find "$CACHE" -mindepth 1 -maxdepth 1 -name '*-*' -mtime "+$UNUSED_DAYS" -exec rm -rf {} +
  mv "$1" "$2"
}
