(use-modules (ice-9 threads))
(display (apply + (par-map (lambda (n) n) '(0 1 2 3))))
(newline)
