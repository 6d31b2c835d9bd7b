(loop (format t "flood flood flood flood flood flood~%"))
