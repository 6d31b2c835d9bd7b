"""Command lines as contest systems write them, run as they stand."""

import os
import subprocess
import unittest

from cli_boxes import WithBoxes, parsed
import shared


class Scripts(WithBoxes):
    def script(self, text, **options):
        """A shell script that finds this binary as `isolate`."""
        folder = f"{self.folder}/bin"
        os.makedirs(folder, exist_ok=True)
        if not os.path.exists(f"{folder}/isolate"):
            os.symlink(shared.binary, f"{folder}/isolate")
        done = subprocess.run(["/bin/bash", "-euc", text], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, cwd=self.folder, timeout=60, check=False,
                              env={"PATH": f"{folder}:/usr/bin:/bin", "ISOLATE_CONFIG_FILE": self.config}, **options)
        self.assertEqual(0, done.returncode, (done.stdout, done.stderr.decode()))
        return done.stdout.decode()

    def test_a_web_judge(self):
        """A compile script and a run script in the box, all limits given, streams through the shell."""
        out = self.script("""
workdir=$(isolate --cg -b 21 --init)
boxdir=$workdir/box
echo '#include <stdio.h>
int main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); return 0; }' > $boxdir/main.c
echo '/usr/bin/gcc main.c' > $boxdir/compile
isolate --cg -s -b 21 -M $workdir/../compile-meta --stderr-to-stdout -i /dev/null -t 15 -x 0 -w 20 -k 128000 -p120 --cg-timing \\
    --cg-mem=512000 -f 4096 -E HOME=/tmp -E PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" -E LANG -E LANGUAGE \\
    -E LC_ALL -d /etc:noexec --run -- /bin/bash compile
echo './a.out' > $boxdir/run
echo '3 4' | isolate --cg -s -b 21 -M meta -t 2 -x 0.5 -w 5 -k 64000 -p60 --cg-mem=128000 -f 1024 -E HOME=/tmp \\
    -E PATH="/usr/bin:/bin" -d /etc:noexec --run -- /bin/bash run > out 2> err
cat out; test ! -s err
isolate --cg -b 21 --cleanup
test ! -e $workdir
""")
        self.assertEqual("7\n", out)
        with open(f"{self.folder}/meta", encoding="utf-8") as meta:
            self.assertEqual("0", parsed(meta.read())["exitcode"])
        os.unlink(f"{self.folder}/boxes/compile-meta")

    def test_a_contest_management_system(self):
        """Long options, redirections in the box, a folder of the host bound to another name, no group for one process."""
        out = self.script("""
mkdir -p work
echo 'words' > work/input.txt
chmod 777 work
isolate --box-id=9 --init > /dev/null
isolate --box-id=9 --chdir=/work --dir=/work=$PWD/work:rw --dir=/etc --full-env --env=PATH=/usr/bin:/bin --stdin=input.txt \\
    --stdout=output.txt --stderr=error.txt --mem=262144 --stack=262144 --fsize=1048576 --time=1.0 --wall-time=3.0 \\
    --extra-time=0.5 --processes=1 --verbose --verbose --meta=run.log.0 --run -- /usr/bin/tr a-z A-Z
cat work/output.txt
isolate --cg --box-id=9 --cleanup
""")
        self.assertEqual("WORDS\n", out)
        self.assertTrue(os.path.exists(f"{self.folder}/run.log.0"))

    def test_a_code_runner(self):
        """Options after which --run comes last, a program with dashes of its own and no --, standard streams as pipes."""
        out = self.script("""
box=$(isolate --init --cg -b12)
printf 'import sys\\nprint(sys.stdin.read().strip(), sys.argv[1:])\\n' > $box/box/a.py
echo given | isolate --run -b12 --meta=meta --cg -s -c /box -E HOME=/tmp -e --dir=/opt:maybe --dir=/etc:noexec --processes=64 \\
    --open-files=2048 --fsize=10000 --wall-time=3 --time=3 -x 0 --cg-mem=256000 -- /usr/bin/python3 -u a.py -t 5 --cleanup
isolate --cg -b 12 -o out -M meta -t 10 -p --cg-mem 256000 --full-env --dir=/etc/ --run /usr/bin/python3 a.py -b 3 < /dev/null
cat $box/box/out
isolate --cleanup --cg -b12
""")
        self.assertEqual("given ['-t', '5', '--cleanup']\n ['-b', '3']\n", out)

    def test_interactive_pairs(self):
        """Two boxes that speak through pipes in a folder that both see."""
        out = self.script("""
mkdir -p pipes; mkfifo pipes/there pipes/back; chmod 777 pipes; chmod 666 pipes/*
isolate -b 5 --init > /dev/null; isolate -b 6 --init > /dev/null
isolate -b 5 -s -w 10 -d pipes=$PWD/pipes:rw -o /pipes/there --run -- /bin/sh -c 'echo question; read a < /pipes/back; echo $a >&2' 2> answer &
isolate -b 6 -s -w 10 -d pipes=$PWD/pipes:rw -i /pipes/there -o /pipes/back --run -- /bin/sh -c 'read q; echo "re: $q"'
wait
cat answer
isolate -b 5 --cleanup; isolate -b 6 --cleanup
""")
        self.assertEqual("re: question\n", out)


if __name__ == "__main__":
    unittest.main()
