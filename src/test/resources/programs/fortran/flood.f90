program main
  do
    print *, 'flood flood flood flood flood flood'
  end do
end program
