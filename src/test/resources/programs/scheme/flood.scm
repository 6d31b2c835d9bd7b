(let loop () (display "flood flood flood flood flood flood\n") (loop))
