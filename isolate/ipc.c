/* System V objects outlive the processes that created them, and the kernel frees those of a dead namespace with
 * a delay. Until then their memory would be missing in the slot's next run, so init removes them itself. */
#include "isolate.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From Linux 4.17; unlike SHM_STAT and its like, these work regardless of the object's mode. */
enum { STAT_ANY_SHM = 15, STAT_ANY_SEM = 20, STAT_ANY_MSG = 13 };

static void remove_segments(void)
{
    struct shm_info info;
    struct shmid_ds status;
    int last = shmctl(0, SHM_INFO, (struct shmid_ds *)&info);
    for (int i = 0; last >= 0 && info.used_ids > 0 && i <= last; i++) {
        int id = shmctl(i, STAT_ANY_SHM, &status);
        if (id >= 0)
            shmctl(id, IPC_RMID, NULL);
    }
}

static void remove_queues(void)
{
    struct msginfo info;
    struct msqid_ds status;
    int last = msgctl(0, MSG_INFO, (struct msqid_ds *)&info);
    for (int i = 0; last >= 0 && info.msgpool > 0 && i <= last; i++) {
        int id = msgctl(i, STAT_ANY_MSG, &status);
        if (id >= 0)
            msgctl(id, IPC_RMID, NULL);
    }
}

static void remove_semaphores(void)
{
    struct seminfo info;
    struct semid_ds status;
    int last = semctl(0, 0, SEM_INFO, &info);
    if (last < 0 || info.semusz == 0)
        return;
    for (int i = 0; i <= last; i++) {
        int id = semctl(i, 0, STAT_ANY_SEM, &status);
        if (id >= 0)
            semctl(id, 0, IPC_RMID);
    }
    syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);  /* they are freed after an RCU grace period */
}

void ipc_remove_all(void)
{
    remove_segments();
    remove_queues();
    remove_semaphores();
}
