import fcntl
import os

held = open("lock", "w")
fcntl.lockf(held, fcntl.LOCK_EX)
if os.fork() == 0:
    try:
        fcntl.lockf(open("lock", "w"), fcntl.LOCK_EX | fcntl.LOCK_NB)
        print("two holders")
    except BlockingIOError:
        print("ok", flush=True)
    os._exit(0)
os.wait()
