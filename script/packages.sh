# What EvalX needs of the machine: Debian packages and a JDK.
# shellcheck shell=bash

readonly OLDEST_JDK=17
# The file that proves a package is there, and the package.
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

# What only the slow tests need.
readonly NEEDED_BY_SLOW_TESTS=(
  "/usr/sbin/dockerd docker.io"
  "/usr/bin/qemu-system-x86_64 qemu-system-x86"
  "/bin/busybox busybox-static"
  "/usr/bin/cpio cpio"
  "/usr/bin/clang-14 clang-14"
  "/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.fuzzer-$(uname -m).a libclang-rt-14-dev"
)

missing_packages() {
  local entry file package
  for entry in "$@"; do
    read -r file package <<<"$entry"
    [[ -e $file ]] || echo "$package"
  done
}

# Installs what is missing of a list such as NEEDED, or says the exact command and ends.
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
  # The lock of dpkg is waited for: a fresh machine often updates itself.
  if ! { as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq \
      --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    fail "The packages could not be installed; run: sudo $command"
  fi
  rm -f "$log"
}

# The feature number of a JDK, such as 17; false when it is none.
jdk_version() {
  [[ -x $1/bin/javac ]] || return 1
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [[ -n $version ]] || version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  echo "${version:-0}"
}

# Prints JAVA_HOME when it is a JDK that is new enough, else the newest one under /usr/lib/jvm.
find_jdk() {
  local home version newest=0 best=
  if [[ -n ${JAVA_HOME:-} ]] && version=$(jdk_version "$JAVA_HOME") && ((version >= OLDEST_JDK)); then
    echo "$JAVA_HOME"
    return
  fi
  for home in /usr/lib/jvm/*/; do
    home=${home%/}
    version=$(jdk_version "$home") || continue
    if ((version > newest)); then newest=$version best=$home; fi
  done
  ((newest >= OLDEST_JDK)) && echo "$best"
}

choose_jdk() {
  JAVA=$(find_jdk) ||
    fail "No JDK $OLDEST_JDK or newer under /usr/lib/jvm; run: sudo apt-get install -y default-jdk-headless"
}

make_app_user() {
  APP_USER=$(app_user)
  id -u "$APP_USER" >/dev/null 2>&1 ||
    useradd --system --user-group --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin "$APP_USER" ||
    fail "The system user $APP_USER could not be made."
}
