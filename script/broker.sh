# A broker of its own, `up --broker`: Artemis's whole distribution with its web console, in a process of its own.
# shellcheck shell=bash
#
#   secrets/broker/   its configuration: artemis/broker.xml with the settings, accounts, and the other files of artemis/
#   broker/           temporary files of its web server
#   data/artemis/     the journal, the same as the embedded broker's: what waits there goes on in either

readonly BROKER_HEAP=256 # MiB; broker.xml bounds the messages in it

readonly NEWEST_BROKER_JDK=23 # on later ones Java refuses what the console asks about its user

artemis_version() { sed -n 's/.*<artemis.version>\(.*\)<.*/\1/p;T;q' "$ROOT/pom.xml"; }

has_broker() { [[ " $PARTS " == *" broker "* ]]; }

# Ends where other settings name a broker, which --broker is about to do.
check_broker_settings() {
  local name
  for name in ARTEMIS_URL ARTEMIS_USER ARTEMIS_PASSWORD ARTEMIS_URL_FILE ARTEMIS_PASSWORD_FILE; do
    [[ -z ${!name:-} ]] || fail "--broker sets $name itself: leave one of them out (--no-broker, or $name= as empty)."
  done
}

# Ends unless a broker of this EvalX may listen where the settings say.
need_broker_address() {
  [[ -z $WANTED_AMQP_PORT ]] || need_port AMQP_PORT "$WANTED_AMQP_PORT" "${BROKER_HOST:-127.0.0.1}"
  [[ -z ${BROKER_HOST:-} ]] || need_address "$BROKER_HOST" "${WANTED_BROKER_PORT:-0}" BROKER_HOST BROKER_PORT
}

# Sets BROKER_JAVA to the server's JDK, or to the newest one under /usr/lib/jvm that is old enough.
choose_broker_jdk() {
  local home version newest=0
  BROKER_JAVA=$JAVA
  (($(jdk_version "$JAVA") > NEWEST_BROKER_JDK)) || return 0
  for home in /usr/lib/jvm/*/; do
    home=${home%/}
    version=$(jdk_version "$home") || continue
    if ((version > newest && version >= OLDEST_JDK && version <= NEWEST_BROKER_JDK)); then
      newest=$version BROKER_JAVA=$home
    fi
  done
  ((newest)) || fail "The broker's console needs a JDK from $OLDEST_JDK to $NEWEST_BROKER_JDK under /usr/lib/jvm" \
    "beside that of the server; run: sudo apt-get install -y default-jdk-headless"
}

# Fetches the distribution, and unpacks it once on a machine.
copy_broker() {
  local name version zip
  version=$(artemis_version)
  zip=$ROOT/target/server/apache-artemis-$version-bin.zip
  choose_broker_jdk
  if [[ ! -s $zip ]]; then
    need_disk "$ROOT" 100
    step "Fetching the broker"
    maven -q dependency:copy -Dartifact="org.apache.activemq:apache-artemis:$version:zip:bin" \
      -DoutputDirectory="$ROOT/target/server" ||
      fail "The broker could not be fetched; the lines above say why."
  fi
  copy_program "$zip" apache-artemis-bin.zip 644
  copy_program "$ROOT/target/adapter/evalx-adapter.jar" evalx-adapter.jar 644
  for name in login.config management.xml jolokia-access.xml log4j2.properties broker.xml; do
    copy_program "$ROOT/artemis/$name" "$name" 644
  done
  choose_broker
  if [[ -d $BROKER_HOME ]]; then
    as_root touch "$BROKER_HOME"
  else
    need_disk /var 200
    as_root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin JAVA="$JAVA" \
      "$ROOT/evalx" make-broker --state "$STATE" {UP_LOCK}<&- || fail "The broker could not be unpacked."
  fi
}

# Sets BROKER_HOME to the folder of the distribution. An archive ends with the list of all that is in it.
choose_broker() {
  BROKER_HOME=$CACHE/artemis-$(tail -c 65536 "$STATE/program/apache-artemis-bin.zip" | sha256sum | cut -c 1-16)
}

# The part that runs as root.
make_broker() {
  local draft
  lock_cache
  choose_broker
  [[ ! -d $BROKER_HOME ]] || return 0
  draft=$(draft_in_cache)
  (cd "$draft" && "$JAVA/bin/jar" xf "$STATE/program/apache-artemis-bin.zip") ||
    fail "$STATE/program/apache-artemis-bin.zip cannot be unpacked: is the disk full?"
  mv "$draft"/apache-artemis-*/* "$draft"
  keep_draft "$draft" "$BROKER_HOME"
}

# A setting of the user's, also where a file holds it.
own_setting() {
  local file=$1_FILE
  if [[ -n ${!1:-} ]]; then
    echo "${!1}"
  elif [[ -n ${!file:-} ]]; then
    as_root cat -- "${!file}"
  fi
}

# Passwords are made once; the rest follows from the settings at each start.
write_broker() {
  local folder=$STATE/secrets/broker name file
  as_root install -d -m 750 -g "$(id -gn "$APP_USER")" "$folder"
  as_root install -d -m 700 -o "$APP_USER" -g "$(id -gn "$APP_USER")" "$STATE/broker"
  for name in broker console; do make_password "$name"; done
  for name in login.config management.xml jolokia-access.xml log4j2.properties; do
    write_file "$APP_USER" 600 "$folder/$name" <"$STATE/program/$name"
  done
  write_file "$APP_USER" 600 "$folder/bootstrap.xml" <<XML
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<broker xmlns="http://activemq.apache.org/schema">
  <jaas-security domain="activemq"/>
  <server configuration="file:$folder/broker.xml"/>
  <web path="web" rootRedirectLocation="console">
    <binding name="console" uri="http://127.0.0.1:$CONSOLE_PORT">
      <app name="console" url="console" war="console.war"/>
    </binding>
  </web>
</broker>
XML
  for file in broker.xml artemis-users.properties artemis-roles.properties; do
    broker_file "$file" | write_file "$APP_USER" 600 "$folder/$file"
  done
}

# Prints a file of the configuration. Secrets are in the environment, because all users can read arguments.
broker_file() (
  local name kind=''
  case $1 in
    *-users.*) kind=users ;;
    *-roles.*) kind=roles ;;
  esac
  for name in BROKER_HOST AMQP_PORT BROKER_KEYSTORE BROKER_KEYSTORE_PASSWORD MAX_BODY_BYTES TASK_TTL PRODUCERS PRODUCER_USER; do
    export "$name=$(own_setting "$name")"
  done
  PRODUCER_SECRET=$(own_setting PRODUCER_PASSWORD)
  PRODUCER_SECRET=${PRODUCER_SECRET:-$(as_root cat "$STATE/secrets/producer-password")}
  EVALX_SECRET=$(as_root cat "$STATE/secrets/broker-password")
  ADMIN_SECRET=$(as_root cat "$STATE/secrets/console-password")
  export BROKER_PORT PRODUCER_SECRET EVALX_SECRET ADMIN_SECRET
  python3 -EsB "$ROOT/script/client/make_broker.py" "$STATE/program/broker.xml" $kind
)

# The settings by which the server finds it. It shows the certificate of the key store, which is trusted as such.
broker_settings() {
  local host url store
  store=$(setting BROKER_KEYSTORE)
  host=$(reachable "$(setting BROKER_HOST 127.0.0.1)")
  [[ $host != *:* ]] || host="[$host]"
  url=tcp://$host:$BROKER_PORT
  if [[ -n $store ]]; then
    url+="?sslEnabled=true&verifyHost=false&trustStoreType=PKCS12&trustStorePath=$store"
    url+="&trustStorePassword=$(broker_store_password)"
  fi
  printf '%s\n' "ARTEMIS_URL=$url" ARTEMIS_USER=evalx "ARTEMIS_PASSWORD_FILE=$STATE/secrets/broker-password"
}

# The password of the key store, as a part of a URL.
broker_store_password() {
  local file
  file=$(setting BROKER_KEYSTORE_PASSWORD_FILE)
  { if [[ -n $file ]]; then cat -- "$file"; else setting BROKER_KEYSTORE_PASSWORD; fi; } | jq -Rr @uri
}

# Bounded, so that its memory is known: heap, metaspace and buffers of connections.
start_broker() {
  cd "$STATE/broker" || exit
  "${APP[@]}" rm -rf tmp lib
  "${APP[@]}" mkdir tmp lib
  "${APP[@]}" ln -s "$STATE/program/evalx-adapter.jar" lib/
  exec "${APP[@]}" "$BROKER_JAVA/bin/java" "-Xmx${BROKER_HEAP}m" -XX:MaxMetaspaceSize=128m -XX:MaxDirectMemorySize=64m \
    -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --add-opens java.base/jdk.internal.misc=ALL-UNNAMED \
    -Devalx.data="$STATE/data/artemis" -Devalx.max-queue-depth="$(number_setting MAX_QUEUE_DEPTH 10000)" \
    -Devalx.task-ttl-millis="$(($(number_setting TASK_TTL 3600) * 1000))" \
    -Dhawtio.disableProxy=true -Dhawtio.realm=activemq -Dhawtio.offline=true -Dhawtio.roles=admin \
    -Dhawtio.rolePrincipalClasses=org.apache.activemq.artemis.spi.core.security.jaas.RolePrincipal \
    -Djolokia.policyLocation="file:$STATE/secrets/broker/jolokia-access.xml" -Dlog4j2.disableJmx=true \
    -Dlog4j2.configurationFile="$STATE/secrets/broker/log4j2.properties" \
    -Djava.security.auth.login.config="$STATE/secrets/broker/login.config" -Djava.io.tmpdir="$PWD/tmp" \
    -Dartemis.home="$BROKER_HOME" -Dartemis.instance="$PWD" -Dartemis.instance.etc="$STATE/secrets/broker" \
    -Ddata.dir="$STATE/data/artemis" -cp "$BROKER_HOME/lib/artemis-boot.jar" \
    org.apache.activemq.artemis.boot.Artemis run
}
