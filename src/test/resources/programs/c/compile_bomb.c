/* 4 GiB of initialized data */
int main[1 << 30] = {-1};
