/* Takes 1900 for a leap year. */
#include <stdio.h>

static int days_of(int month, int year)
{
    return month == 2 ? 28 + (year % 4 == 0) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int main(void)
{
    int year, month, day;
    freopen("calendar.in", "r", stdin);
    freopen("calendar.out", "w", stdout);
    while (scanf("%d-%d-%d", &year, &month, &day) == 3) {
        if (++day > days_of(month, year)) {
            day = 1;
            month++;
        }
        if (month > 12) {
            month = 1;
            year++;
        }
        printf("%04d-%02d-%02d\n", year, month, day);
    }
    return 0;
}
