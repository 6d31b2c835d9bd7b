# What compilers and runtimes find in a box at /toolchain: precompiled C++ headers, the linker to use, and class-data
# archives of the JVM. Root makes it from the system's own files once on a machine for each version of the compilers.
# Without it everything works, but more slowly.
# shellcheck shell=bash
#
#   cpp/HEADER.gch/STANDARD   g++ takes the first one that fits its options exactly, else the header itself
#   link/ld                   g++ -B looks here first
#   jdk                       the newest JDK, for which all else of Java's is made
#   java.jsa, javac.jsa       the JVM ignores them unless they fit exactly
#   compile-server            compilers in processes that live longer than a compilation
#   java/bin/java             a JVM without the modules that few programs use, with its archive inside

# A precompiled header costs 100 MB and 5 s, so a start waits for those of the most common standards alone. The others,
# 520 MB and 21 s of CPU together, are made one after another when EvalX runs.
readonly CPP_STANDARDS=(gnu++17 gnu++20 c++17 c++20)
readonly LATER_STANDARDS=(gnu++23 c++23 gnu++14 c++14)
# bits/stdc++.h takes 0.5 s of CPU instead of 2.1. Only the first header of a program can be precompiled; of the
# others only <iostream> is slow and common enough: 0.49 s instead of 0.70.
readonly CPP_HEADERS=("bits/stdc++.h" iostream)

# Sets TOOLCHAIN to the folder for the current compilers; another one whenever a package or this recipe changes.
choose_toolchain() {
  local key
  key=$({
    /usr/bin/g++ -v
    "$(java_home)/bin/java" -version
    stat -L -c '%n %s %Z' "$(java_home)/bin/java" /usr/bin/ld /usr/bin/ld.gold "$(/usr/bin/g++ -print-prog-name=cc1plus)" \
      /usr/include/c++/*/{bits/stdc++.h,iostream} /usr/include/*/c++/*/bits/c++config.h /usr/include/features.h
    cat "$ROOT/script/toolchain.sh" "$ROOT/script/toolchain"/*
  } 2>&1 | sha256sum | cut -c 1-16)
  TOOLCHAIN=$CACHE/toolchain-$key
}

# Makes the folder unless it is there, in parallel with the build, which usually is a first and longer one on such a
# machine. It goes on if the start ends meanwhile, because every checkout on the machine uses it.
begin_toolchain() {
  TOOLCHAIN_MAKER=
  choose_toolchain
  if [[ -d $TOOLCHAIN ]]; then
    as_root touch "$TOOLCHAIN"
  else
    need_disk /var 1800
    PREPARED=true
    step "Preparing compilers (once on this machine, half a minute)"
    as_root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$ROOT/evalx" make-toolchain {UP_LOCK}<&- &
    TOOLCHAIN_MAKER=$!
  fi
}

end_toolchain() {
  [[ -z $TOOLCHAIN_MAKER ]] || wait "$TOOLCHAIN_MAKER" || fail "The compilers could not be prepared."
}

# Asks the supervisor for what the start need not wait for, which is also what one before did not come to. EvalX runs
# without it, so that no failure here ends anything.
ask_for_later_headers() {
  [[ -d $TOOLCHAIN && ! -e $TOOLCHAIN/cpp/iostream.gch/${LATER_STANDARDS[-1]} ]] || return 0
  as_root touch "$STATE/run/later-headers" || true
}

# Begins to make them when they were asked for. Called by the supervisor again and again.
begin_later_headers() {
  [[ -e $STATE/run/later-headers ]] || return 0
  rm -f "$STATE/run/later-headers" || return 0
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin setsid nice -n 19 "$ROOT/evalx" make-later-headers \
    </dev/null >/dev/null 2>&1 {LOCK}<&- &
  # What could not be ended later is not begun.
  write_pid_file headers $! || kill $! || true
}

# They are not made any longer than EvalX runs.
end_later_headers() {
  local pid
  rm -f "$STATE/run/later-headers" || true
  pid=$(pid_of headers) || return 0
  kill -TERM -- "-$pid" 2>/dev/null || true # the compilers that it has begun, too
  stop_part headers 5
}

# The part that runs as root. A folder is either missing or complete but for the later headers.
make_toolchain() {
  local draft
  lock_cache
  choose_toolchain
  [[ ! -d $TOOLCHAIN ]] || return 0
  draft=$(draft_in_cache)
  cd "$draft" || exit
  ln -s "$(java_home)" jdk
  make_linker
  make_headers cpp "$(nproc)" "${CPP_STANDARDS[@]}"
  make_class_archives
  make_java
  make_compile_servers
  rm -rf classes
  keep_draft "$draft" "$TOOLCHAIN"
}

# gold links a static C++ program in 60 ms of CPU, the default linker in 115.
make_linker() {
  mkdir link
  [[ ! -x /usr/bin/ld.gold ]] || ln -s /usr/bin/ld.gold link/ld
}

# Each comes into the folder when it is whole, because compilers may be looking there.
make_later_headers() {
  local lock
  umask 022
  choose_toolchain
  exec {lock}<"$TOOLCHAIN"
  flock -n "$lock" || return 0
  rm -rf "$TOOLCHAIN/draft"
  need_disk "$TOOLCHAIN" 1000
  mkdir "$TOOLCHAIN/draft"
  trap 'rm -rf "$TOOLCHAIN/draft"' EXIT
  cd "$TOOLCHAIN/draft" || exit
  make_headers ../cpp 1 "${LATER_STANDARDS[@]}"
}

# Makes those that are not there, in the current folder first: make_headers INTO PARALLEL STANDARD...
make_headers() {
  local into=$1 parallel=$2 standard header
  # shellcheck disable=SC2016
  for header in "${CPP_HEADERS[@]}"; do
    mkdir -p "$into/$header.gch"
    echo "#include <$header>" >"${header##*/}.h"
    for standard in "${@:3}"; do
      [[ -e $into/$header.gch/$standard ]] ||
        printf '%s\0' "-std=$standard" "${header##*/}.h" "$into/$header.gch/$standard"
    done
    # Without a precompiled header compilations are only slower; an incomplete one would make them fail.
  done | xargs -0 -r -n 3 -P "$parallel" sh -c \
    '/usr/bin/g++ -O2 "$1" -x c++-header "$2" -o "$2$1" && mv "$2$1" "$3"' header || true
  rm -f -- *.h *.h-std=*
}

# Archives the classes that a program with many library calls, and its compilation, load. The program's own classes
# are still verified. The archives are made for the serial collector and the encoding that the boxes use.
make_class_archives() {
  mkdir classes
  cp "$ROOT/script/toolchain/Main.java" classes/Main.java
  # shellcheck disable=SC2015
  jdk/bin/javac -J-XX:+UseSerialGC -J-XX:DumpLoadedClassList=classes/javac -proc:none -d classes classes/Main.java &&
    jdk/bin/java -XX:+UseSerialGC -Dfile.encoding=UTF-8 -XX:DumpLoadedClassList=classes/java -cp classes Main \
      >/dev/null <<<"3 1 2 3" &&
    cat jdk/lib/classlist >>classes/java &&
    archive_classes java &&
    archive_classes javac --add-modules ALL-DEFAULT -m jdk.compiler/com.sun.tools.javac.Main || rm -f java.jsa javac.jsa
}

# Makes the JVM with which languages.json starts most programs. If it cannot be made, the whole JVM is used.
make_java() {
  jdk/bin/jlink --add-modules java.base,jdk.charsets --no-header-files --no-man-pages --output java &&
    java/bin/java -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile=classes/java >/dev/null 2>&1 && return
  rm -rf java
  mkdir -p java/bin
  printf '%s\n' '#!/bin/sh' 'exec /toolchain/jdk/bin/java -XX:SharedArchiveFile=/toolchain/java.jsa "$@"' >java/bin/java
  chmod 755 java/bin/java
}

# Those of languages that come later are compiled when they start. Where one is missing, each source has a compiler of
# its own.
make_compile_servers() {
  mkdir compile-server
  cp "$ROOT"/script/toolchain/{KotlinServer.java,tsc-server.js} compile-server/
  jdk/bin/javac --add-exports=jdk.compiler/com.sun.tools.javac.{api,file,main,util}=ALL-UNNAMED -proc:none -d compile-server \
    "$ROOT"/script/toolchain/{CompileServer,JavacServer}.java >/dev/null 2>&1 || rm -f compile-server/*.class
}

# The newest JDK of the system's own: JAVA_HOME, which runs the server, may be anywhere.
java_home() { JAVA_HOME='' find_jdk; }

# An archive fits only a runtime with the same main module, which is named after the archive.
archive_classes() {
  jdk/bin/java -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile="classes/$1" \
    -XX:SharedArchiveFile="$1.jsa" "${@:2}" >/dev/null 2>&1 && chmod 644 "$1.jsa"
}
