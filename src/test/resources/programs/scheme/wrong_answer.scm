(display 8)
(newline)
