function total(n) { return n ? n + total(n - 1) : 0 }
BEGIN { print total(200) }
