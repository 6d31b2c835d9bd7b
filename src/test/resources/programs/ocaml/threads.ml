let () =
  let lock = Mutex.create () and total = ref 0 in
  let add n = Mutex.lock lock; total := !total + n; Mutex.unlock lock in
  List.init 4 (Thread.create add) |> List.iter Thread.join;
  Printf.printf "%d\n" !total
