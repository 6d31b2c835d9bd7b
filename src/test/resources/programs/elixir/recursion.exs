defmodule T do
  def total(0), do: 0
  def total(n), do: n + total(n - 1)
end
IO.puts(T.total(10000))
