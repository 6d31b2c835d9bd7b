cat(8, "\n", sep = "")
