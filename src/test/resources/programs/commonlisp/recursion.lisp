(defun total (n) (if (= n 0) 0 (+ n (total (1- n)))))
(format t "~d~%" (total 10000))
