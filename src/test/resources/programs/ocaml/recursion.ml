let rec total n = if n = 0 then 0 else n + total (n - 1)
let () = print_endline (string_of_int (total 10000))
