0..3 |> Enum.map(fn i -> Task.async(fn -> i end) end) |> Enum.map(&Task.await/1) |> Enum.sum() |> IO.puts()
