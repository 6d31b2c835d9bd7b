(defn total [n] (if (zero? n) 0 (+ n (total (dec n)))))
(println (total 10000))
