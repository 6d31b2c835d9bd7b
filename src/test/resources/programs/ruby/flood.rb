loop { puts 'flood ' * 10 }
