BEGIN { print 8 }
