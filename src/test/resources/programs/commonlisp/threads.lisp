(defvar *all* (loop for i below 4 collect (let ((n i)) (sb-thread:make-thread (lambda () n)))))
(format t "~d~%" (reduce #'+ (mapcar #'sb-thread:join-thread *all*)))
