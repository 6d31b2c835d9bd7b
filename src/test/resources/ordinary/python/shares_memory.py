from multiprocessing.shared_memory import SharedMemory

made = SharedMemory(create=True, size=100)
found = SharedMemory(made.name)
made.buf[7] = 9
seen = found.buf[7]
found.close()
made.close()
made.unlink()
print("ok" if seen == 9 else seen)
