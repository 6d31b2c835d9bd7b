x <- scan(file("stdin"), quiet = TRUE)
cat(sum(x), "\n", sep = "")
