BEGIN { s = "x"; for (i = 0;; i++) { a[i] = sprintf("%1000s", i) } }
