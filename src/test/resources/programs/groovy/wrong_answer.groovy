println 8
