#include <stdio.h>

int main(void)
{
    int low = 1, high;
    char said[16];
    scanf("%d", &high);
    while (low < high) {
        int middle = (low + high) / 2;
        printf("? %d\n", middle);
        if (scanf("%15s", said) == 1 && said[0] == 'p')
            low = middle + 1;
        else
            high = middle;
    }
    printf("! %d\n", low);
    return 0;
}
