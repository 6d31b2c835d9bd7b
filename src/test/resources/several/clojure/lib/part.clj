(ns lib.part)
(defn twice [n] (* 2 n))
