#!/usr/bin/env bash
# Runs the sandbox's tests on another kernel: Debian's, in qemu, with control groups version 2 alone.
#   qemu.sh FOLDER [TEST...]     FOLDER keeps the kernel between runs; TEST as for run_all.py, else those below
# This machine's system directories are the guest's, read-only. Ends with 0 only when all tests passed.
set -euo pipefail

HERE=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
CHECKOUT=$(dirname -- "$(dirname -- "$HERE")")
FOLDER=$(realpath -m -- "${1:?a folder is needed}")
shift
readonly HERE CHECKOUT FOLDER
readonly LIMIT=540 BOOT_LIMIT=20
# What another kernel and other control groups may change, and what takes only minutes under software emulation.
readonly TESTS=(guest.test_v2 test_verdicts.Endings test_verdicts.Memory.test_a_child_that_runs_out_of_memory
  test_verdicts.Memory.test_a_small_program test_verdicts.Memory.test_files_count test_verdicts.Memory.test_heap
  test_verdicts.Memory.test_peak_is_what_was_allocated test_verdicts.Memory.test_the_slot_lives_on
  test_verdicts.Memory.test_the_peak_of_the_run_before_is_forgotten
  test_leftovers.KernelMemory.test_sockets_in_flight test_verdicts.Times.test_an_orphan_at_its_limit
  test_lifetimes.Kills.test_supervisor test_lifetimes.Kills.test_launcher test_lifetimes.Kills.test_init
  test_lifetimes.Kills.test_client test_lifetimes.Kills.test_daemon test_lifetimes.Kills.test_an_oom_kill_between_runs
  test_closed.Processes.test_the_number_of_processes_is_bounded test_closed.Processes.test_credentials
  test_closed.Processes.test_a_bomb_of_orphans test_closed.Files.test_only_what_is_listed test_interpreter.Ability)
readonly MODULES=(virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci
  netfs fscache 9pnet 9pnet_virtio 9p overlay)

fail() {
  echo "qemu: FAILED: $*" >&2
  exit 1
}

# The kernel's package, unpacked and not installed.
fetch_kernel() {
  local package
  [[ ! -e $FOLDER/kernel ]] || return 0
  package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p')
  [[ -n $package ]] || fail "no kernel package is known: apt-get update"
  rm -rf "$FOLDER/new"
  mkdir -p "$FOLDER/new"
  (cd "$FOLDER/new" && apt-get download -qq -o APT::Sandbox::User=root "$package" && dpkg-deb -x ./*.deb kernel) ||
    fail "the package $package could not be fetched"
  mv "$FOLDER/new/kernel" "$FOLDER/kernel"
  rm -rf "$FOLDER/new"
}

# What the guest starts with: a shell, the modules that reach this machine's files, and a way in.
make_initrd() {
  local name
  rm -rf "$FOLDER/initrd"
  mkdir -p "$FOLDER"/initrd/{bin,modules,dev,proc,host,root}
  cp /bin/busybox "$FOLDER/initrd/bin/"
  for name in "${MODULES[@]}"; do
    find "$FOLDER/kernel/lib/modules" -name "$name.ko" -exec cp {} "$FOLDER/initrd/modules/" \;
  done
  echo "${MODULES[*]}" >"$FOLDER/initrd/modules/order"
  install -m 755 "$HERE/guest/init" "$FOLDER/initrd/init"
  (cd "$FOLDER/initrd" && find . | cpio -o -H newc --quiet) >"$FOLDER/initrd.cpio"
}

# qemu with the given accelerator, all the guest says in FOLDER/console.
boot() {
  local accelerator=$1
  shift
  : >"$FOLDER/console"
  timeout -k 5 "$LIMIT" qemu-system-x86_64 -accel "$accelerator" -cpu max -m 2048 -smp 2 -nographic -no-reboot -nic none \
    -kernel "$FOLDER"/kernel/boot/vmlinuz-* -initrd "$FOLDER/initrd.cpio" \
    -append "console=ttyS0 loglevel=2 panic=-1 mitigations=off checkout=$CHECKOUT tests=$(IFS=, && echo "$*")" \
    -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
    </dev/null >>"$FOLDER/console" 2>&1 &
  QEMU=$!
}

is_up() { grep -q 'guest: up' "$FOLDER/console"; }

# Hardware acceleration where it really works, which nested machines only pretend.
start() {
  local deadline
  if [[ -w /dev/kvm ]]; then
    boot kvm "$@"
    deadline=$((SECONDS + BOOT_LIMIT))
    while kill -0 "$QEMU" 2>/dev/null && ((SECONDS < deadline)); do
      ! is_up || return 0
      sleep 0.2
    done
    kill "$QEMU" 2>/dev/null || true
    wait "$QEMU" 2>/dev/null || true
  fi
  boot tcg,thread=multi "$@"
}

main() {
  trap '[[ -z ${QEMU:-} ]] || kill "$QEMU" 2>/dev/null || true' EXIT
  mkdir -p "$FOLDER"
  fetch_kernel
  make_initrd
  (($#)) || set -- "${TESTS[@]}"
  start "$@"
  wait "$QEMU" || true
  QEMU=
  tr -d '\r' <"$FOLDER/console" | sed '1,/guest: up/d'
  grep -q 'guest: all tests passed' "$FOLDER/console" || fail "see the lines above, or $FOLDER/console"
  echo "qemu: PASSED in $SECONDS s: $(sed -n 's/.*guest: \(kernel.*\)/\1/p' "$FOLDER/console" | tr -d '\r')"
}

main "$@"
