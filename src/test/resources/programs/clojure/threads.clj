(println (reduce + (map deref (doall (map #(future %) (range 4))))))
(shutdown-agents)
