/* The unchanged supervisor, and a way to reset its state to that of a new process. */
#include "../supervisor.c"

void fuzz_new_slot(void);

void fuzz_new_slot(void)
{
    current.directory = NO_FD;
    if (!slot.exchange)
        return;
    slot.exchange->input = slot.exchange->box = NO_FD;
    for (unsigned i = 0; i < GIVEN_MAX; i++)
        slot.exchange->given[i] = NO_FD;
}
