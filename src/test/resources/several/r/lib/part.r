twice <- function(n) 2 * n
