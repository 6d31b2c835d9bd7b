"""Attacks in C: compiled here and run in a box, and if possible also outside, to prove that they are attacks."""

import os
import subprocess
import tempfile

from shared import WithDaemon

PRELUDE = r"""
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static inline void say(const char *name, long result)
{
    printf("%s %s\n", name, result < 0 ? strerrorname_np(errno) : "ok");
    fflush(stdout);
}
"""

_compiled = {}


def compiled(source):
    """The program, as bytes."""
    if source not in _compiled:
        with tempfile.TemporaryDirectory(prefix="sbx-attack-") as folder:
            target = f"{folder}/attack"
            subprocess.run(["gcc", "-O1", "-w", "-o", target, "-x", "c", "-", "-lrt"], input=(PRELUDE + source).encode(),
                           check=True, timeout=60)
            with open(target, "rb") as program:
                _compiled[source] = program.read()
    return _compiled[source]


def outside(source, *arguments, uid=None):
    """What the program prints on the host, as an ordinary user if a uid is given."""
    with tempfile.TemporaryDirectory(prefix="sbx-attack-") as folder:
        os.chmod(folder, 0o777)
        with open(f"{folder}/attack", "wb") as program:
            program.write(compiled(source))
        os.chmod(program.name, 0o755)
        return subprocess.run([program.name, *arguments], cwd=folder, user=uid, group=uid, extra_groups=[], check=True,
                              stdout=subprocess.PIPE, timeout=60).stdout


def answers(printed):
    """The lines of say(): {name: answer}."""
    return dict(line.rsplit(" ", 1) for line in printed.decode().splitlines())


class WithAttacks(WithDaemon):
    def command(self, source, *arguments, slot=None):
        """The request that runs it, as arguments of Slot.run and Slot.start."""
        artifact = (slot or self.slot).store({"attack": (compiled(source), True)})
        return {"command": ["/app/attack", *arguments], "artifact": artifact}

    def attack(self, source, *arguments, slot=None, **options):
        return (slot or self.slot).run(**self.command(source, *arguments, slot=slot), **options)
