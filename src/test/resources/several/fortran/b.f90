module twofold
  use :: numbers
  implicit none
  interface
    module function twice(n)
      integer, intent(in) :: n
      integer :: twice
    end function
  end interface
end module
