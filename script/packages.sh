# What EvalX needs from the machine: Debian packages and a JDK.
# shellcheck shell=bash

readonly OLDEST_JDK=17
# A file whose presence proves that a package is installed, and the package.
readonly NEEDED=(
  "/usr/bin/javac default-jdk-headless"
  "/usr/bin/gcc gcc"
  "/usr/bin/g++ g++"
  "/usr/bin/make make"
  "/usr/bin/pkg-config pkg-config"
  "/usr/include/seccomp.h libseccomp-dev"
  "/usr/include/sys/capability.h libcap-dev"
  "/usr/bin/python3 python3"
  "/usr/bin/node nodejs"
  "/usr/bin/redis-server redis-server"
  "/usr/bin/jq jq"
  "/usr/bin/curl curl"
  "/usr/bin/setpriv util-linux"
  "/usr/bin/newuidmap uidmap"
)

# Needed only by the tests: the pages' browser, npm for their linter, what warm Python has imported before, and the history's
# other database, whose server's path names its version.
readonly NEEDED_BY_TESTS=(
  "/usr/bin/chromium chromium"
  "$(command -v npm || echo missing) npm"
  "/usr/lib/python3/dist-packages/numpy python3-numpy"
  "/usr/lib/python3/dist-packages/pandas python3-pandas"
  "$(find /usr/lib/postgresql -name initdb -print -quit 2>/dev/null | grep . || echo missing) postgresql"
)

# Needed only by the slow tests.
readonly NEEDED_BY_SLOW_TESTS=(
  "/usr/sbin/dockerd docker.io"
  "/usr/bin/docker-compose docker-compose"
  "/usr/sbin/debootstrap debootstrap"
  "/bin/ip iproute2"
  "$(command -v go || echo missing) golang-go"
  "/usr/bin/prometheus prometheus"
  "/usr/sbin/nginx nginx-light"
  "/usr/bin/openssl openssl"
  "/usr/bin/systemd-analyze systemd"
  "/usr/share/doc/python3-venv python3-venv"
  "/usr/bin/prometheus-alertmanager prometheus-alertmanager"
  "/usr/bin/qemu-system-x86_64 qemu-system-x86"
  "/bin/busybox busybox-static"
  "/usr/bin/cpio cpio"
  "/usr/bin/clang-14 clang-14"
  "/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.fuzzer-$(uname -m).a libclang-rt-14-dev"
  # Languages beside the core that are small and quick: their programs and hints are tried wherever the slow tests run.
  "/usr/bin/gforth gforth"
  "/usr/bin/lua5.4 lua5.4"
  "/usr/bin/nasm nasm"
  "/usr/bin/php php-cli"
  "/usr/bin/pypy3 pypy3"
  "/usr/bin/ruby ruby"
  "/usr/bin/sqlite3 sqlite3"
  "/usr/bin/tclsh tcl"
)

# Needed by ./evalx bench, which also measures programs with NumPy.
readonly NEEDED_BY_BENCH=("/usr/lib/python3/dist-packages/numpy python3-numpy")

# Needed by ./evalx chaos.
readonly NEEDED_BY_CHAOS=("/bin/ip iproute2")

missing_packages() {
  local entry file package
  for entry in "$@"; do
    read -r file package <<<"$entry"
    [[ -e $file ]] || echo "$package"
  done
}

readonly LISTS_LIMIT=120 # seconds in which another apt must be done

# apt waits for dpkg's lock, but not for that of its lists.
update_package_lists() {
  local log=$1 deadline=$((SECONDS + LISTS_LIMIT))
  until as_root env LC_ALL=C apt-get update -qq >"$log" 2>&1; do
    grep -q 'Could not get lock' "$log" && ((SECONDS < deadline)) || return 1
    sleep 0.5
  done
}

# Installs what is missing of a list such as NEEDED, or prints the exact command and exits.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  local command="apt-get install -y --no-install-recommends ${missing[*]}"
  command -v apt-get >/dev/null ||
    fail "Missing: ${missing[*]} (Debian's names). Install them with this system's package manager."
  ((EUID == 0)) || sudo -n true 2>/dev/null || fail "Missing packages; run: sudo $command"
  step "Installing ${missing[*]}"
  local log
  log=$(mktemp)
  # Wait for dpkg's lock: a fresh machine often updates itself.
  if ! { update_package_lists "$log" &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq \
      --no-install-recommends "${missing[@]}" >"$log" 2>&1; }; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    fail "The packages could not be installed; run: sudo $command"
  fi
  rm -f "$log"
}

# Prints the feature release of a JDK, such as 17; returns 1 when the folder is no JDK.
jdk_version() {
  [[ -x $1/bin/javac ]] || return 1
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [[ -n $version ]] || version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  echo "${version:-0}"
}

# Prints JAVA_HOME where it is set, else the newest JDK under /usr/lib/jvm; or else what is wrong, and returns 1.
find_jdk() {
  local home version newest=0 best=
  if [[ -n ${JAVA_HOME:-} ]]; then
    check_java_home
    return
  fi
  for home in /usr/lib/jvm/*/; do
    home=${home%/}
    version=$(jdk_version "$home") || continue
    if ((version > newest)); then newest=$version best=$home; fi
  done
  ((newest < OLDEST_JDK)) || { echo "$best" && return; }
  echo "No JDK $OLDEST_JDK or newer under /usr/lib/jvm; run: sudo apt-get install -y default-jdk-headless"
  return 1
}

check_java_home() {
  local version problem remedy="name a JDK $OLDEST_JDK or newer, or unset it to use the newest one under /usr/lib/jvm."
  if [[ ! -d $JAVA_HOME ]]; then
    problem="which is no folder"
  elif ! version=$(jdk_version "$JAVA_HOME"); then
    problem="which has no bin/javac and so is no JDK"
  elif ((version < OLDEST_JDK)); then
    problem="which is a JDK $version"
  else
    echo "$JAVA_HOME"
    return
  fi
  echo "JAVA_HOME is $JAVA_HOME, $problem: $remedy"
  return 1
}

choose_jdk() { JAVA=$(find_jdk) || fail "$JAVA"; }

make_app_user() {
  APP_USER=$(app_user)
  id -u "$APP_USER" >/dev/null 2>&1 ||
    useradd --system --user-group --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin "$APP_USER" ||
    fail "The system user $APP_USER could not be made."
}
