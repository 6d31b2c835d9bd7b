/* Removes what a run left in the container. */
#pragma once

/* Empties every place that the box user can write to. No process of the run may be left. */
void wipe_container(void);
