while 1 { puts "flood flood flood flood flood flood" }
