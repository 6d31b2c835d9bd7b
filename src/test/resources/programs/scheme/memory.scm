(use-modules (rnrs bytevectors))
(let loop ((all (list))) (loop (cons (make-bytevector 1048576 1) all)))
