import threading

barrier = threading.Barrier(201)
for _ in range(200):
    threading.Thread(target=barrier.wait).start()
barrier.wait()
print("ok")
