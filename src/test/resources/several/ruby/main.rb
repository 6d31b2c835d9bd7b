require_relative 'lib/part'
puts twice(21)
