println Part.twice(21)
