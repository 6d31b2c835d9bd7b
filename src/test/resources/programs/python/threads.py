import threading
total = []
all = [threading.Thread(target=total.append, args=(i,)) for i in range(4)]
for t in all: t.start()
for t in all: t.join()
print(sum(total))
