import mmap
import os
import select

memory = os.memfd_create("memory")
os.ftruncate(memory, mmap.PAGESIZE)
with mmap.mmap(memory, mmap.PAGESIZE) as mapped:
    mapped[:2] = b"ok"
reading, writing = os.pipe()
with select.epoll() as events:
    events.register(reading, select.EPOLLIN)
    os.write(writing, os.pread(memory, 2, 0))
    [(ready, _)] = events.poll(5)
print(os.read(ready, 2).decode())
