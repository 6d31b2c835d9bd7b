BEGIN { for (;;) print "flood flood flood flood flood flood" }
