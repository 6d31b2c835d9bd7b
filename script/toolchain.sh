# What compilers and runtimes find ready in a box, at /toolchain: precompiled C++ headers, the linker to
# use, and class-data archives of the JVM. Root makes it, from the system's own files alone, once on a
# machine for each version of the compilers; without it everything works as well, and slower.
# shellcheck shell=bash
#
#   cpp/HEADER.gch/STANDARD   g++ takes the first one that fits its options exactly, else the header
#   link/ld                   g++ -B looks here first
#   java.jsa, javac.jsa       the JVM checks that they are its own, else it starts without them
#   java/bin/java             a JVM without the modules that few programs use, and with its archive inside

# A header costs 100 MB and 5 s, so only the standards that are asked for most have them.
readonly CPP_STANDARDS=(gnu++17 gnu++20 c++17 c++20)
# bits/stdc++.h: 2.1 s of CPU become 0.5. Only the first header of a program can be taken ready made, and of
# the rest only <iostream> is slow and common enough: 0.70 s become 0.49.
readonly CPP_HEADERS=("bits/stdc++.h" iostream)

# The folder for the compilers as they are now: a new one when a package or this recipe changes.
choose_toolchain() {
  local key
  key=$({
    /usr/bin/g++ -v
    /usr/bin/java -version
    stat -L -c '%n %s %Z' /usr/bin/java /usr/bin/ld /usr/bin/ld.gold "$(/usr/bin/g++ -print-prog-name=cc1plus)" \
      /usr/include/c++/*/{bits/stdc++.h,iostream} /usr/include/*/c++/*/bits/c++config.h /usr/include/features.h
    cat "$ROOT/script/toolchain.sh" "$ROOT/script/toolchain/Main.java"
  } 2>&1 | sha256sum | cut -c 1-16)
  TOOLCHAIN=$CACHE/toolchain-$key
}

# Makes the folder unless it is there, beside the build, which on a machine without it is most often a first
# and longer one. A start that ends meanwhile leaves it to finish: it serves every checkout on the machine.
begin_toolchain() {
  TOOLCHAIN_MAKER=
  choose_toolchain
  if [[ -d $TOOLCHAIN ]]; then
    as_root touch "$TOOLCHAIN"
  else
    need_disk /var 1200
    step "Preparing compilers (once on this machine, half a minute)"
    as_root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$ROOT/evalx" make-toolchain {UP_LOCK}<&- &
    TOOLCHAIN_MAKER=$!
  fi
}

end_toolchain() {
  [[ -z $TOOLCHAIN_MAKER ]] || wait "$TOOLCHAIN_MAKER" || fail "The compilers could not be prepared."
}

# Root's part. A folder is complete or not there.
make_toolchain() {
  local draft
  lock_cache
  choose_toolchain
  [[ ! -d $TOOLCHAIN ]] || return 0
  draft=$(draft_in_cache)
  cd "$draft" || exit
  make_linker
  make_headers
  make_class_archives
  make_java
  rm -rf classes
  keep_draft "$draft" "$TOOLCHAIN"
}

# gold links a static C++ program in 60 ms of CPU, the default linker in 115.
make_linker() {
  mkdir link
  [[ ! -x /usr/bin/ld.gold ]] || ln -s /usr/bin/ld.gold link/ld
}

make_headers() {
  local standard header
  for header in "${CPP_HEADERS[@]}"; do
    mkdir -p "cpp/$header.gch"
    echo "#include <$header>" >"${header##*/}.h"
    for standard in "${CPP_STANDARDS[@]}"; do
      printf '%s\0' "-std=$standard" "${header##*/}.h" "cpp/$header.gch/$standard"
    done
    # A header that cannot be made is missed by nothing but the clock; half of one would fail every compilation.
  done | xargs -0 -n 3 -P "$(nproc)" sh -c \
    '/usr/bin/g++ -O2 "$1" -x c++-header "$2" -o "$2$1" && mv "$2$1" "$3"' header || true
  rm -f -- *.h *.h-std=*
}

# The classes that a program of many library calls, and its compilation, load. Class verification stays on
# for the program's own classes. The archives are made for the serial collector and the encoding that the
# boxes use.
make_class_archives() {
  mkdir classes
  cp "$ROOT/script/toolchain/Main.java" classes/Main.java
  # shellcheck disable=SC2015
  /usr/bin/javac -J-XX:+UseSerialGC -J-XX:DumpLoadedClassList=classes/javac -proc:none -d classes classes/Main.java &&
    /usr/bin/java -XX:+UseSerialGC -Dfile.encoding=UTF-8 -XX:DumpLoadedClassList=classes/java -cp classes Main \
      >/dev/null <<<"3 1 2 3" &&
    cat "$(java_home)/lib/classlist" >>classes/java &&
    archive_classes java && archive_classes javac || rm -f java.jsa javac.jsa
}

# What languages.json starts most programs with. Where it cannot be made, the whole one stands in its place.
make_java() {
  "$(java_home)/bin/jlink" --add-modules java.base,jdk.charsets --no-header-files --no-man-pages --output java &&
    java/bin/java -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile=classes/java >/dev/null 2>&1 && return
  rm -rf java
  mkdir -p java/bin
  printf '%s\n' '#!/bin/sh' 'exec /usr/bin/java -XX:SharedArchiveFile=/toolchain/java.jsa "$@"' >java/bin/java
  chmod 755 java/bin/java
}

java_home() { dirname -- "$(dirname -- "$(readlink -f /usr/bin/java)")"; }

archive_classes() {
  /usr/bin/java -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile="classes/$1" \
    -XX:SharedArchiveFile="$1.jsa" >/dev/null 2>&1 && chmod 644 "$1.jsa"
}
