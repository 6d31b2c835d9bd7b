#lang racket/base
(define (total n) (if (= n 0) 0 (+ n (total (- n 1)))))
(displayln (total 10000))
