puts 8
