#lang racket/base
(let loop () (displayln "flood flood flood flood flood flood") (loop))
