let () = print_endline "8"
