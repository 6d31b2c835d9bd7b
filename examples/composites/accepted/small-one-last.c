#include <stdio.h>

int main(void)
{
    long number;
    if (scanf("%ld", &number) != 1)
        return 1;
    long small = number % 2 == 0 ? 4 : 9;
    printf("%ld\n%ld\n", number - small, small);
    return 0;
}
