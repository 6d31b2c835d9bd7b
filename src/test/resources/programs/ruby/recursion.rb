def total(n) = n.zero? ? 0 : n + total(n - 1)
puts total(5000)
