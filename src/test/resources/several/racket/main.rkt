#lang racket
(require "lib/part.rkt")
(displayln (twice 21))
