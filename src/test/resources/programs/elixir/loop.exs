defmodule L do
  def run, do: run()
end
L.run()
