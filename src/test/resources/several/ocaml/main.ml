let () = Printf.printf "%d\n" (Part.twice 21)
