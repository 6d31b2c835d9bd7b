defmodule F do
  def run do
    IO.puts("flood flood flood flood flood flood")
    run()
  end
end
F.run()
