let two = 2
