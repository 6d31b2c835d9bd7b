(println 8)
