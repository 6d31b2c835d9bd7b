# Breaks nodes, workers, broker and Redis while submissions pass, and says whether EvalX kept its promises.
# shellcheck shell=bash

# Everything is in a folder and in networks of its own, and is gone at the end.
chaos() {
  local words=() folder lock
  ((EUID == 0)) || fail "Chaos makes networks and mounts of its own: run it as root."
  while (($#)); do
    if [[ $1 == --json ]]; then
      [[ -n ${2:-} ]] || fail "--json needs a file."
      words+=(--json)
      set -- "$(realpath -m -- "$2")" "${@:3}"
    fi
    words+=("$1")
    shift
  done
  install_packages "${NEEDED[@]}" "${NEEDED_BY_CHAOS[@]}"
  choose_jdk
  SERVER=payara
  build_bench
  run_tool evalx.chaos.Chaos --check "${words[@]}"
  choose_state
  folder=$STATE-chaos
  STATE=$folder need_usable_state
  install -d -m 755 "$folder"
  exec {lock}<"$folder"
  flock -n "$lock" || fail "Another chaos runs with its data in $folder."
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf --one-file-system -- '$folder'" EXIT
  # With mounts of its own, so that no other program of this machine keeps a disk of it.
  TOOL_PREFIX=(unshare --net --mount)
  run_tool evalx.chaos.Chaos --folder "$folder" "${words[@]}"
}
