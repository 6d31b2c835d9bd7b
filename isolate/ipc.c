/* System V objects outlive the processes that created them, and the kernel frees those of a dead namespace with
 * a delay. Until then their memory would be missing in the slot's next run, so init removes them itself.
 *
 * Their numbers ascend, so those of a program would tell about an earlier one in the same namespace. After each run init
 * makes an object of each kind and removes it: if its number does not follow the previous one, the run made some. A run
 * can make so many that the numbers come round, so it must have left none, too. */
#include "box.h"

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

/* False if objects of this kind were made since the last look. A kind that the box lacks has no numbers. */
static bool follows(int number, int *last)
{
    bool next = number == *last + 1 || (number < 0 && *last < 0);
    *last = number;
    return next;
}

static bool nothing_left(void)
{
    struct shm_info segments = {0};
    struct msginfo queues = {0};
    struct seminfo sets = {0};
    shmctl(0, SHM_INFO, (struct shmid_ds *)&segments);
    msgctl(0, MSG_INFO, (struct msqid_ds *)&queues);
    semctl(0, 0, SEM_INFO, &sets);
    return segments.used_ids == 0 && queues.msgpool == 0 && sets.semusz == 0;
}

void ipc_remove_all(void)
{
    remove_segments();
    remove_queues();
    remove_semaphores();
}

bool ipc_unused(void)
{
    static int last_segment, last_queue, last_set;
    int segment = shmget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    int queue = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    int set = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    shmctl(segment, IPC_RMID, NULL);
    msgctl(queue, IPC_RMID, NULL);
    semctl(set, 0, IPC_RMID);
    bool no_segments = follows(segment, &last_segment);
    bool no_queues = follows(queue, &last_queue);
    bool no_sets = follows(set, &last_set);
    if (no_segments && no_queues && no_sets && nothing_left())
        return true;
    ipc_remove_all();
    return false;
}
