gets stdin line
puts [expr [join $line +]]
