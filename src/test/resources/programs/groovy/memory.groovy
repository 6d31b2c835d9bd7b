def all = []
while (true) all << new byte[1 << 20]
