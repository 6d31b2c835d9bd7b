require "./lib/part"
puts twice(21)
