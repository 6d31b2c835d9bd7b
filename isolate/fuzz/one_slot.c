/* The unchanged supervisor, and a way to reset its state to that of a new process. */
#include "../supervisor.c"

void fuzz_new_slot(void);

void fuzz_new_slot(void)
{
    current.directory = NO_FD;
    if (slot.exchange)
        slot.exchange->input = slot.exchange->box = NO_FD;
}
