// The part of FAISS that faiss.go needs, as C. Every call returns 0, or 1 with
// the reason in err, NUL-terminated and cut to cap bytes; no exception leaves
// it. Lengths are the caller's duty: x holds n * dim numbers, scores and ids
// n * k each.
#ifndef MEDCODE_VECTOR_SHIM_H
#define MEDCODE_VECTOR_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mc_index mc_index;

// New, empty index for inner products.
int mc_index_new(int dim, const char *description, mc_index **out, char *err, size_t cap);

// Reads a file; dim and rows receive what it holds.
int mc_index_read(const char *path, mc_index **out, int *dim, int64_t *rows, char *err, size_t cap);

int mc_index_write(const mc_index *index, const char *path, char *err, size_t cap);

// threads is the number that this one call may use.
int mc_index_train(mc_index *index, int64_t n, const float *x, int threads, char *err, size_t cap);
int mc_index_add(mc_index *index, int64_t n, const float *x, int threads, char *err, size_t cap);

// Lists visited a query, or codes compared in full a hit; nothing to do for an
// index that has neither.
int mc_index_set_effort(mc_index *index, size_t effort, char *err, size_t cap);

// On one thread. Where fewer than k rows exist the rest of ids is -1.
int mc_index_search(const mc_index *index, int64_t n, const float *x, int64_t k, float *scores,
                    int64_t *ids, char *err, size_t cap);

void mc_index_free(mc_index *index);

// FAISS and OpenBLAS as they are linked, for people to read.
void mc_version(char *out, size_t cap);

#ifdef __cplusplus
}
#endif

#endif
