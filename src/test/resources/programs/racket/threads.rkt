#lang racket/base
(define results (make-channel))
(for ([i 4]) (thread (lambda () (channel-put results i))))
(displayln (for/sum ([i 4]) (channel-get results)))
