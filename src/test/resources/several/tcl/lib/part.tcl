proc twice {n} { expr {2 * $n} }
