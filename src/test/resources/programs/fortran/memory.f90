program main
  type node
    integer, allocatable :: a(:)
  end type
  type(node), allocatable :: all(:)
  integer :: i
  allocate(all(100000))
  do i = 1, 100000
    allocate(all(i)%a(262144))
    all(i)%a = i
  end do
  print *, all(7)%a(3)
end program
