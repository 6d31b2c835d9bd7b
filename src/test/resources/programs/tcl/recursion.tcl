interp recursionlimit {} 20000
proc total n { if {$n == 0} { return 0 }; expr {$n + [total [expr {$n - 1}]]} }
puts [total 1000]
