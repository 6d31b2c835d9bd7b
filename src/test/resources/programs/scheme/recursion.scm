(define (total n) (if (= n 0) 0 (+ n (total (- n 1)))))
(display (total 10000))
(newline)
