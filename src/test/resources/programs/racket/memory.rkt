#lang racket/base
(let loop ([all null]) (loop (cons (make-bytes 1048576 1) all)))
