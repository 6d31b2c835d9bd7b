long total(long n) { n == 0 ? 0 : n + total(n - 1) }
println total(10000)
