#lang racket
(provide twice)
(define (twice n) (* 2 n))
