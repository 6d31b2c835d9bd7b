/* What the parts of the preloaded file share. */
#pragma once

#include "warm.h"

void check(bool good, const char *what);

/* Called when the interpreter is ready: learns which memory is its own. */
void remember_own_memory(void);
/* Gives a fork memory of its own instead of that. */
void take_own_memory(void);
/* The most that this process ever had in memory. */
uint64_t largest_kib(void);
