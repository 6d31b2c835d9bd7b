#lang racket/base
(displayln 8)
