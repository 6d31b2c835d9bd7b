/* The program that both sides of the benchmark run. */
int main(void)
{
    return 0;
}
