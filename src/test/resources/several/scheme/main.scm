(load "part.scm")
(display (twice 21))
(newline)
