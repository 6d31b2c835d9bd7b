set all {}
while 1 { lappend all [string repeat x[llength $all] 1048576] }
