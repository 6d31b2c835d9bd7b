# Payara Micro, the default server, and an archive of the classes that it loads at its start: the JVM maps them
# instead of parsing and verifying each one, which saves a third of the time and CPU of a start. Root makes the
# archive once on a machine for each version of server and JDK. Without it a start takes longer.
# shellcheck shell=bash
#
#   launch-micro.jar, runtime/   the jars in payara-micro.jar: the JVM cannot archive classes of nested jars
#   libraries/                   EvalX's, from its archives, which are deployed without them: see client/libraries.py
#   config/, docroot/            the initial contents of the server's root folder
#   classes.jsa                  the JVM ignores it unless it fits exactly; empty if it could not be made; from JDK 25 on
#                                with the classes linked, and profiles of their methods

readonly LINKED_SINCE=25 # the first JDK with -XX:AOTCacheOutput

copy_payara() {
  copy_program "$ROOT/target/server/payara-micro.jar" payara-micro.jar 644
  copy_program "$ROOT/src/main/payara/logging.properties" logging.properties 644
  # Payara Micro has no option for the address to listen on. And if it listened before EvalX is loaded, it would
  # answer 404 for every token.
  local listener=configs.config.server-config.network-config.network-listeners.network-listener.http-listener
  # A client that neither sends nor takes a byte for 15 s is given up: it holds a thread meanwhile.
  # For one that follows events and takes none, Payara keeps four times the socket's buffer, which would be megabytes.
  local tcp=configs.config.server-config.network-config.transports.transport.tcp
  # Which server it is, in which version, is nobody's business.
  local http=configs.config.server-config.network-config.protocols.protocol.http-listener.http
  # Hazelcast would listen on all addresses, also without a cluster.
  local hazelcast=configs.config.server-config.hazelcast-config-specific-configuration
  printf 'set %s\n' "$hazelcast.enabled=false" "$listener.address=$HOST" "$listener.enabled=false" \
    "$http.server-header=false" "$tcp.socket-write-buffer-size=65536" \
    "$tcp.read-timeout-millis=15000" "$tcp.write-timeout-millis=15000" | write_file root 644 "$STATE/program/preboot"
  echo "set $listener.enabled=true" | write_file root 644 "$STATE/program/postdeploy"
  prepare_classes
  leave_libraries artemis-rar.rar
  leave_libraries evalx.war
}

# Makes NAME in program/lean, which has no libraries and the time of program/NAME. What is left there of other rules for
# what a library is, which have other classes, goes.
leave_libraries() {
  local from=$STATE/program/$1 to
  to=$(lean_archives)/$1
  [[ ! -e $to || $from -nt $to || $from -ot $to ]] || return 0
  [[ -d ${to%/*} ]] || as_root rm -rf "$STATE/program/lean"
  as_root install -d -m 755 "${to%/*}"
  { as_root python3 -EsB "$ROOT/script/client/libraries.py" leave "$from" "$to.new" && as_root mv -f "$to.new" "$to"; } ||
    fail "$to cannot be written: is the disk full?"
}

lean_archives() { echo "$STATE/program/lean/${CLASSES##*-}"; }

# Sets CLASSES to the folder for the current server and JDK.
choose_classes() {
  local key
  key=$({
    # A jar ends with the checksums of all that is in it.
    tail -c 65536 "$STATE/program/payara-micro.jar"
    stat -L -c '%n %s %Y' "$JAVA/lib/modules"
    python3 -EsB "$ROOT/script/client/libraries.py" list "$STATE"/program/{artemis-rar.rar,evalx.war}
    cat "$ROOT"/script/{payara.sh,client/libraries.py}
  } 2>&1 | sha256sum | cut -c 1-16)
  CLASSES=$CACHE/server-$key
}

prepare_classes() {
  choose_classes
  if [[ -e $CLASSES/classes.jsa ]]; then
    as_root touch "$CLASSES"
  else
    need_disk /var 800
    PREPARED=true
    step "Preparing the server (once on this machine, a minute)"
    as_root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin APP_USER="$APP_USER" JAVA="$JAVA" \
      "$ROOT/evalx" make-classes --state "$STATE" {UP_LOCK}<&- || fail "The server could not be prepared."
  fi
}

# The part that runs as root. The archive contains the paths of the jars, so they are put in place before it is made.
make_classes() {
  lock_cache
  choose_classes
  [[ ! -e $CLASSES/classes.jsa ]] || return 0
  [[ -d $CLASSES ]] || unpack_payara
  set_app
  rehearse
  if [[ -e $STATE/server/rehearsal/classes.jsa ]]; then
    # The app's user wrote the file, so it may be a link.
    cp -P "$STATE/server/rehearsal/classes.jsa" "$CLASSES/new" || fail "$CLASSES cannot be written: is the disk full?"
    [[ -f $CLASSES/new && ! -L $CLASSES/new ]] || fail "$CLASSES/new is not a regular file."
  else
    : >"$CLASSES/new"
  fi
  "${APP[@]}" rm -rf "$STATE/server/rehearsal"
  chmod 644 "$CLASSES/new"
  mv "$CLASSES/new" "$CLASSES/classes.jsa"
}

unpack_payara() {
  local draft
  draft=$(draft_in_cache)
  "$JAVA/bin/java" -jar "$STATE/program/payara-micro.jar" --rootDir "$draft" --outputlauncher >"$STATE/log/rehearsal.log" 2>&1 ||
    fail "Payara Micro could not be unpacked: $(tail -n 1 "$STATE/log/rehearsal.log")"
  python3 -EsB "$ROOT/script/client/libraries.py" unpack "$draft" "$STATE"/program/{artemis-rar.rar,evalx.war} ||
    fail "$draft cannot be written: is the disk full?"
  # EvalX does not use Hazelcast, which waits 2 s for other servers at each start and takes 20 MiB.
  sed -i 's/\(<hazelcast-config-specific-configuration enabled=\)"true"/\1"false"/' "$draft/config/domain.xml"
  keep_draft "$draft" "$CLASSES"
}

# Starts the server once without Redis, sandbox and clients. When it ends, the JVM writes the classes it has loaded.
rehearse() {
  local log=$STATE/log/rehearsal.log
  "${APP[@]}" rm -rf "$STATE/server/rehearsal"
  "${APP[@]}" mkdir "$STATE/server/rehearsal"
  cd "$STATE/server/rehearsal" || exit
  export HOST=127.0.0.1 PORT=3000 DATA_DIR=$PWD/data SANDBOX=native SANDBOX_SOCKET=$PWD/none \
    SANDBOX_STORE=$PWD/store REDIS_URL=redis://127.0.0.1:1
  empty_root
  if (($(jdk_version "$JAVA") >= LINKED_SINCE)); then
    payara_command -XX:AOTCacheOutput="$PWD/classes.jsa"
  else
    payara_command -XX:ArchiveClassesAtExit="$PWD/classes.jsa"
  fi
  timeout --kill-after=180 240 "${COMMAND[@]}" >"$log" 2>&1 &
  trap 'kill $!' EXIT
  until grep -q 'evalx was successfully deployed' "$log" || ! kill -0 $!; do sleep 0.5; done
  kill $! || true
  wait $! || true
  trap - EXIT
} 2>/dev/null

# Sets COMMAND, for a server in the current folder. The parallel collector takes a seventh to a third less CPU time
# for a request or a run than the default one, whose shorter pauses do not matter in such a small heap. Hazelcast,
# where it runs from the plain jar, must not report each start to its makers. The classes outgrow the 21 MB of
# metaspace at which the JVM would run a first full collection, 0.3 s in the middle of a start.
payara_command() {
  local archives=$STATE/program
  COMMAND=("${APP[@]}" "$JAVA/bin/java" "-Xmx$(heap_mib)m" -XX:+ExitOnOutOfMemoryError -XX:+UseParallelGC
    -XX:MetaspaceSize=64m -Djava.io.tmpdir="$PWD/tmp" -Dhazelcast.phone.home.enabled=false "$@")
  if [[ -d ${CLASSES:-} ]]; then
    "${APP[@]}" cp -r "$CLASSES"/{config,docroot} root
    COMMAND+=("-Dfish.payara.micro.BootJar=file:$CLASSES/launch-micro.jar" "-Dfish.payara.micro.UnpackDir=$CLASSES"
      -jar "$CLASSES/launch-micro.jar")
    archives=$(lean_archives)
  else
    COMMAND+=(-jar "$STATE/program/payara-micro.jar")
  fi
  COMMAND+=(--nocluster --disablephonehome --port "$PORT" --rootDir "$PWD/root"
    --prebootcommandfile "$STATE/program/preboot" --logproperties "$STATE/program/logging.properties"
    --deploy "$archives/artemis-rar.rar" --deploy "$archives/evalx.war")
}

# Becomes the server; the settings are in the environment.
run_payara() {
  local archive=()
  if [[ -s ${CLASSES:-}/classes.jsa ]]; then
    if (($(jdk_version "$JAVA") >= LINKED_SINCE)); then
      # JDK 25 warns at each start of adapters in it that it has to make anew.
      archive=(-XX:AOTCache="$CLASSES/classes.jsa" -Xlog:aot*=error)
    else
      archive=(-XX:SharedArchiveFile="$CLASSES/classes.jsa")
    fi
  fi
  payara_command "${archive[@]}"
  exec "${COMMAND[@]}" --postdeploycommandfile "$STATE/program/postdeploy"
}
