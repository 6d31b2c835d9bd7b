! options: -fopenmp
program main
  use omp_lib
  implicit none
  integer :: total
  total = 0
  !$omp parallel num_threads(4) reduction(+:total)
  total = omp_get_thread_num()
  !$omp end parallel
  print '(I0)', total
end program
