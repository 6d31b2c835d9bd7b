print("ok" if len(str(3**20000)) == 9543 else "wrong")
