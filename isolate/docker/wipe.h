/* What a run may have left in the container for the next one. */
#pragma once

/* Empties every place that the box user can write, once nothing of the run lives any more. */
void wipe_container(void);
