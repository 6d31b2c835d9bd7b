(format t "8~%")
