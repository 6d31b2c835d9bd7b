/* Directory walks that use only descriptors. */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>

struct tree_file {
    const char *name;  /* relative to the root of the walk */
    int fd;            /* open for reading; closed by the walk */
    uint64_t size;
    bool executable;
};

/* Visits every regular file. False if the tree is too deep or the visitor returned false. */
bool tree_walk(int directory, bool (*visit)(void *context, const struct tree_file *file), void *context);
/* Opens a listing of a directory, which it closes if it cannot; and the next entry but the directory itself and its parent. */
DIR *tree_list(int directory);
struct dirent *tree_next(DIR *listing);
/* Deletes a directory that only this daemon has written to. False if there is none, or it cannot be opened. */
bool tree_remove(int parent, const char *name);
/* Opens a name below an open directory, following no link and crossing no mount. */
int tree_open(int directory, const char *name, uint64_t flags);
