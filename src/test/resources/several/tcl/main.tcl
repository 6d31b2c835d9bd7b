source lib/part.tcl
puts [twice 21]
