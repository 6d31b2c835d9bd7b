import fcntl
import os

with open("counter", "w") as counter:
    counter.write("0")
for _ in range(4):
    if os.fork() == 0:
        for _ in range(100):
            with open("lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                with open("counter", "r+") as counter:
                    value = int(counter.read()) + 1
                    counter.seek(0)
                    counter.write(str(value))
        os._exit(0)
for _ in range(4):
    os.wait()
with open("counter") as counter:
    total = counter.read()
print("ok" if total == "400" else f"updates were lost: {total} of 400")
