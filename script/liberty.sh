# Open Liberty instead of Payara Micro: SERVER=liberty ./evalx up.
# shellcheck shell=bash

# Unpacks the server, which cannot run from its archive, and copies its configuration.
copy_liberty() {
  local archive=$ROOT/target/server/openliberty-runtime.zip folder=$STATE/program/wlp file
  as_root install -d -m 755 "$STATE/program/servers" "$STATE/program/servers/evalx"
  for file in server.xml jvm.options; do
    copy_program "$ROOT/src/main/liberty/config/$file" "servers/evalx/$file" 644
  done
  [[ $folder -ot $archive ]] || return 0
  need_disk "$STATE" 900
  step "Unpacking Open Liberty"
  as_root rm -rf "$folder" "$STATE/program/unpacked"
  as_root install -d -m 755 "$STATE/program/unpacked"
  # shellcheck disable=SC2016
  { as_root bash -c 'umask 022 && cd "$0" && "$1" xf "$2"' "$STATE/program/unpacked" "$JAVA/bin/jar" "$archive" &&
    as_root touch -r "$archive" "$STATE/program/unpacked/wlp" &&
    as_root mv "$STATE/program/unpacked/wlp" "$folder" && as_root rmdir "$STATE/program/unpacked"; } ||
    fail "$folder cannot be written: is the disk full?"
}

# Becomes the server; the settings are in the environment.
run_liberty() {
  local heap
  heap=$(heap_mib)
  export JAVA_HOME=$JAVA JVM_ARGS="-Xmx${heap}m -Djava.io.tmpdir=$STATE/server/tmp" ARCHIVES=$STATE/program
  export WLP_USER_DIR=$STATE/program WLP_OUTPUT_DIR=$STATE/server/root
  exec "${APP[@]}" sh "$STATE/program/wlp/bin/server" run evalx
}
