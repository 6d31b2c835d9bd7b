"""backup.sh and restore.sh of the composition, with folders in the place of Docker's volumes."""

import os
import shutil
import subprocess
import tarfile
import tempfile
import unittest

from functions import ROOT, bash

VOLUMES = ("artemis", "redis", "files")
SERVICES = "alertmanager\napi\nartemis\ncache\nredis\nworker"

# Knows the commands of the scripts. FAIL_AT names a volume for which a container does not run, KILL_AT one at which the
# script that called it dies, USED_AT one that a container has, MADE_AT one that another folder has made before. With
# DOCKER_AWAY there is no daemon, with HAS_COMPOSE the plugin. A label of a volume is a file beside it.
DOCKER = r"""#!/usr/bin/env bash
set -eu
[[ -z ${DOCKER_AWAY:-} ]] || { echo "Cannot connect to the Docker daemon" >&2 && exit 1; }
case "$1 $2" in
"volume ls")
  cd "$DOCKER_VOLUMES"
  if [[ ${4:-} == --filter ]]; then
    for volume in *; do grep -sqxF -e "${5#label=}" "../labels/$volume" && echo "$volume"; done || true
  else ls; fi
  ;;
"compose version") [[ -n ${HAS_COMPOSE:-} ]] ;;
"compose ps") echo "${RUNNING-$SERVICES}" ;;
"compose st"*) echo "plugin ${*:2}" >>"$DOCKER_VOLUMES/../composed" ;;
"volume create")
  volume=${*: -1}
  [[ $volume != "evalx_${MADE_AT:-}" ]] || { mkdir "$DOCKER_VOLUMES/$volume" && exit; }
  mkdir "$DOCKER_VOLUMES/$volume"
  printf '%s\n' "$@" >"$DOCKER_VOLUMES/../labels/$volume"
  ;;
"volume inspect") [[ -d $DOCKER_VOLUMES/$3 ]] ;;
"ps --all") [[ $* != *"=evalx_${USED_AT:-none}" ]] || echo c0ffee ;;
"volume rm")
  cd "$DOCKER_VOLUMES"
  rm -r "${@:3}"
  ;;
"run --rm")
  while [[ $1 != --entrypoint ]]; do shift; done
  program=$2
  while [[ $1 != --volume ]]; do shift; done
  volume=${2%%:*}
  [[ $volume != "evalx_${FAIL_AT:-}" ]] || exit 125
  [[ $volume != "evalx_${KILL_AT:-}" ]] || { kill -KILL "$PPID"; exit 137; }
  words=("${@:4}")
  exec "$program" "${words[@]//\/data/$DOCKER_VOLUMES/$volume}"
  ;;
*) echo "unknown: $*" >&2 && exit 1 ;;
esac
"""

# RUNNING are the services that run, else all do.
COMPOSE = """#!/bin/sh
[ "$1" != ps ] || {{ echo "${{RUNNING-$SERVICES}}" && exit; }}
echo {said}"$@" >>"$DOCKER_VOLUMES/../composed"
"""

# With KILL_AFTER_MOVE the script that called it dies, as its caller would of a loss of power. With SKIP_WITH the file is
# there just before, and what is exited with is that of a version of mv: 1 from 9.2 to 9.4, else 0.
MOVE = r"""#!/usr/bin/env bash
PATH=${PATH#*:}
if [[ -n ${SKIP_WITH:-} ]]; then
  echo "of another" >"${*: -1}"
  mv "$@" && exit "$SKIP_WITH"
fi
mv "$@"
[[ -z ${KILL_AFTER_MOVE:-} ]] || kill -KILL "$PPID"
"""


class RestoreTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        for name in ("bin", "volumes", "labels", "compose/secrets", "backup/secrets"):
            os.makedirs(f"{self.folder}/{name}")
        shutil.copy(f"{ROOT}/deploy/compose/restore.sh", f"{self.folder}/compose")
        for name, text in {"docker": DOCKER, "mv": MOVE}.items():
            self.write(f"bin/{name}", text)
            os.chmod(f"{self.folder}/bin/{name}", 0o755)
        self.write("compose/secrets/redis-password", "of before")
        self.write("backup/secrets/redis-password", "of the backup")
        for volume in VOLUMES:
            os.makedirs(f"{self.folder}/of-{volume}", 0o750)
            self.write(f"of-{volume}/content", f"data of {volume}")
            with tarfile.open(f"{self.folder}/backup/{volume}.tar.gz", "w:gz") as packed:
                packed.add(f"{self.folder}/of-{volume}", ".")
        with tarfile.open(f"{self.folder}/backup.tar", "w") as backup:
            backup.add(f"{self.folder}/backup", ".")

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w", encoding="ascii") as file:
            file.write(text)

    def read(self, name):
        with open(f"{self.folder}/{name}", encoding="ascii") as file:
            return file.read()

    def restore(self, **environment):
        return self.run_script("restore.sh", "backup.tar", **environment)

    def run_script(self, script, file, **environment):
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        return subprocess.run(
            ["bash", f"{self.folder}/compose/{script}", f"{self.folder}/{file}"],
            env={**os.environ, "PATH": path, "DOCKER_VOLUMES": f"{self.folder}/volumes", "SERVICES": SERVICES, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def mode(self, volume):
        return os.stat(f"{self.folder}/volumes/evalx_{volume}").st_mode & 0o777

    def assert_restored(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        for volume in VOLUMES:
            self.assertEqual(self.read(f"volumes/evalx_{volume}/content"), f"data of {volume}")
            self.assertEqual(self.mode(volume), 0o750)
        self.assertEqual(self.read("compose/secrets/redis-password"), "of the backup")
        self.assertEqual(sorted(os.listdir(f"{self.folder}/compose")), ["restore.sh", "secrets"])

    def assert_as_before(self):
        self.assertEqual(os.listdir(f"{self.folder}/volumes"), [])
        self.assertEqual(self.read("compose/secrets/redis-password"), "of before")
        self.assertEqual(sorted(os.listdir(f"{self.folder}/compose")), ["restore.sh", "secrets"])

    def test_all_is_restored(self):
        self.assert_restored(self.restore())

    def test_a_restore_that_fails_leaves_nothing_and_can_be_repeated(self):
        for volume in VOLUMES:
            done = self.restore(FAIL_AT=volume)

            self.assertEqual(done.returncode, 125)
            self.assertIn("Nothing was restored", done.stderr)
            self.assert_as_before()
        self.assert_restored(self.restore())

    def test_a_restore_that_was_killed_can_be_repeated(self):
        done = self.restore(KILL_AT="files")

        self.assertNotEqual(done.returncode, 0)
        self.assertFalse(os.path.exists(f"{self.folder}/compose/secrets"), "nothing may start on drafts")
        self.assertEqual([self.mode("artemis"), self.mode("redis")], [0o700, 0o700], "nor from another folder")
        self.assert_restored(self.restore())

    def test_no_new_secrets_are_made_before_it_has_been_repeated(self):
        shutil.copy(f"{ROOT}/deploy/compose/prepare.sh", f"{self.folder}/compose")
        self.restore(KILL_AT="files")

        done = self.run_script("prepare.sh", "")

        self.assertEqual((done.returncode, done.stderr), (1, "A restore has not ended here: run restore.sh again.\n"))
        self.assertFalse(os.path.exists(f"{self.folder}/compose/secrets"))

    def test_the_secrets_outlast_every_way_to_fail(self):
        for killed in ({"KILL_AFTER_MOVE": "1"}, {"KILL_AT": "artemis"}, {"KILL_AT": "files"}):
            self.restore(**killed)
            self.assertEqual(self.restore(FAIL_AT="redis").returncode, 125)
            self.assert_as_before()

    def test_what_was_started_after_a_restore_that_was_killed_is_no_draft(self):
        self.restore(KILL_AT="files")
        os.makedirs(f"{self.folder}/compose/secrets", exist_ok=True)
        self.write("compose/secrets/redis-password", "made since")
        self.write("volumes/evalx_artemis/content", "jobs of weeks")

        done = self.restore()

        self.assertEqual(done.returncode, 1)
        self.assertIn("There is a volume evalx_artemis already", done.stderr)
        self.assertEqual(self.read("volumes/evalx_artemis/content"), "jobs of weeks")
        self.assertEqual(self.read("compose/secrets/redis-password"), "made since")

    def test_volumes_of_another_folder_are_no_drafts(self):
        self.restore(KILL_AT="files")
        for volume in VOLUMES:  # the drafts were deleted, and another folder has begun
            os.remove(f"{self.folder}/labels/evalx_{volume}")
            self.write(f"volumes/evalx_{volume}/content", "jobs of weeks")

        done = self.restore()

        self.assertEqual(done.returncode, 1)
        self.assertIn("There is a volume evalx_artemis already", done.stderr)
        self.assertEqual(self.read("volumes/evalx_redis/content"), "jobs of weeks")
        self.assertEqual(self.read("compose/secrets/redis-password"), "of before")

    def test_a_volume_that_another_folder_makes_meanwhile_is_not_filled(self):
        done = self.restore(MADE_AT="redis")

        self.assertIn("Another folder has just made volumes", done.stderr)
        self.assertEqual(os.listdir(f"{self.folder}/volumes"), ["evalx_redis"])
        self.assertEqual(os.listdir(f"{self.folder}/volumes/evalx_redis"), [])
        self.assertEqual(self.read("compose/secrets/redis-password"), "of before")

    def test_a_composition_that_was_started_meanwhile_is_refused(self):
        done = self.restore(USED_AT="redis")

        self.assertIn("use evalx_redis: take them down first", done.stderr)
        self.assertEqual(done.returncode, 1)
        self.assert_as_before()

    def test_drafts_are_not_taken_for_data_because_docker_was_away(self):
        self.restore(KILL_AT="files")

        done = self.restore(DOCKER_AWAY="1")

        self.assertEqual(done.returncode, 1)
        self.assertIn("run restore.sh again", done.stderr)
        self.assert_restored(self.restore())

    def test_what_was_restored_is_no_draft_although_the_end_was_not_reached(self):
        self.assert_restored(self.restore())
        os.makedirs(f"{self.folder}/compose/restoring/secrets.old")

        self.assertIn("There is a volume evalx_artemis already", self.restore().stderr)
        self.assertEqual(self.read("volumes/evalx_artemis/content"), "data of artemis")

    def test_a_volume_that_is_there_is_left_alone(self):
        os.makedirs(f"{self.folder}/volumes/evalx_redis")
        self.write("volumes/evalx_redis/mine", "data")

        done = self.restore()

        self.assertEqual(done.returncode, 1)
        self.assertIn("There is a volume evalx_redis already", done.stderr)
        self.assertEqual(self.read("volumes/evalx_redis/mine"), "data")
        self.assertEqual(os.listdir(f"{self.folder}/volumes"), ["evalx_redis"])

    def write_compose(self, name, said):
        self.write(f"bin/{name}", COMPOSE.format(said=said))
        os.chmod(f"{self.folder}/bin/{name}", 0o755)

    def backup(self, name, **environment):
        shutil.copy(f"{ROOT}/deploy/compose/backup.sh", f"{self.folder}/compose")
        self.write_compose("compose", "")
        done = self.run_script("backup.sh", name, COMPOSE="compose", **environment)
        os.remove(f"{self.folder}/compose/backup.sh")
        return done

    def test_a_backup_has_what_a_restore_needs(self):
        self.assert_restored(self.restore())
        done = self.backup("second.tar")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.read("composed").split("\n")[-2], "start artemis redis api worker")
        for volume in VOLUMES:
            shutil.rmtree(f"{self.folder}/volumes/evalx_{volume}")
        os.rename(f"{self.folder}/second.tar", f"{self.folder}/backup.tar")
        self.assert_restored(self.restore())

    def test_all_is_stopped_and_only_what_ran_is_started_again(self):
        self.assert_restored(self.restore())
        for name, running, started in [
            ("down.tar", "", []),
            ("part.tar", "cache\nredis\nartemis", ["start artemis redis"]),
            ("all.tar", SERVICES, ["start artemis redis api worker"]),
        ]:
            self.write("composed", "")
            done = self.backup(name, RUNNING=running)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.read("composed").splitlines(), ["stop api worker", "stop artemis redis", *started])

    def test_a_folder_that_is_not_there_is_named(self):
        self.assert_restored(self.restore())
        self.write("composed", "")
        done = self.backup("nowhere/second.tar")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, f"There is no folder {self.folder}/nowhere.\n")
        self.assertEqual(self.read("composed"), "")

    def test_no_backup_takes_the_place_of_another_whatever_mv_exits_with(self):
        self.assert_restored(self.restore())
        for code in "01":
            done = self.backup(f"backup-{code}.tar", SKIP_WITH=code)

            self.assertEqual(done.returncode, 1)
            self.assertIn(f"backup-{code}.tar could not be made, or exists already", done.stderr)
            self.assertEqual(self.read(f"backup-{code}.tar"), "of another\n")
        left = sorted(name for name in os.listdir(self.folder) if name.startswith("backup-"))
        self.assertEqual(left, ["backup-0.tar", "backup-1.tar"])

    def test_the_compose_that_is_there_is_taken(self):
        self.assert_restored(self.restore())
        shutil.copy(f"{ROOT}/deploy/compose/backup.sh", f"{self.folder}/compose")
        self.write_compose("docker-compose", "of its own ")
        for name, environment, last in [
            ("plugin.tar", {"HAS_COMPOSE": "1"}, "plugin start artemis redis api worker"),
            ("program.tar", {}, "of its own start artemis redis api worker"),
        ]:
            done = self.run_script("backup.sh", name, **environment)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.read("composed").splitlines()[-1], last)
        self.assertIn("'docker compose down --volumes'", self.restore(HAS_COMPOSE="1").stderr)

    def test_a_backup_of_another_form_is_refused(self):
        for numbers, whose in (
            ("format=2\nstate=2\n", "a newer"),
            ("format=1\nstate=3\n", "a newer"),
            ("format=1\nstate=1\n", "an older"),
        ):
            self.write("backup/manifest", numbers)
            with tarfile.open(f"{self.folder}/backup.tar", "w") as backup:
                backup.add(f"{self.folder}/backup", ".")

            done = self.restore()

            self.assertEqual(done.returncode, 1)
            self.assertIn(f"made by {whose} EvalX", done.stderr)
            self.assert_as_before()

    def test_its_number_is_that_of_the_data(self):
        number = bash("echo $STATE_VERSION")[1]
        for script in ("backup", "restore"):
            with open(f"{ROOT}/deploy/compose/{script}.sh", encoding="ascii") as file:
                self.assertIn(f"readonly FORMAT=1 STATE={number}", file.read())

    def test_a_backup_that_lacks_something_is_refused(self):
        os.remove(f"{self.folder}/backup/files.tar.gz")
        with tarfile.open(f"{self.folder}/backup.tar", "w") as backup:
            backup.add(f"{self.folder}/backup", ".")

        done = self.restore()

        self.assertIn("The backup lacks files.tar.gz", done.stderr)
        self.assert_as_before()


if __name__ == "__main__":
    unittest.main()
