import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(0)
if watch < 0 or libc.inotify_add_watch(watch, b".", 0x100) < 0:
    print(os.strerror(ctypes.get_errno()))
else:
    open("made", "w").close()
    print("ok" if b"made" in os.read(watch, 4096) else "nothing seen")
