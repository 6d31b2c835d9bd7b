options(expressions = 20000)
total <- function(n) if (n == 0) 0 else n + total(n - 1)
cat(total(1000), "\n", sep = "")
