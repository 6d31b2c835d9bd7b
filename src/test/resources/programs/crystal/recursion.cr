def total(n : Int64) : Int64
  n == 0 ? 0_i64 : n + total(n - 1)
end
puts total(10000)
