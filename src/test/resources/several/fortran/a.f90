submodule (twofold) details
contains
  module procedure twice
    twice = two * n
  end procedure
end submodule
