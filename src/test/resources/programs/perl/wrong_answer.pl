print "8\n";
