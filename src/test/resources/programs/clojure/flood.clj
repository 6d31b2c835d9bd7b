(loop [] (println "flood flood flood flood flood flood") (recur))
