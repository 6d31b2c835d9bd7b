(load "part.lisp")
(format t "~a~%" (twice 21))
