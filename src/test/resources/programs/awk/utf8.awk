BEGIN { print "Grüße 世界 😀" }
