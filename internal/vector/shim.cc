//go:build faiss

#include "shim.h"

#include <faiss/IVFlib.h>
#include <faiss/Index.h>
#include <faiss/IndexIVF.h>
#include <faiss/impl/FaissAssert.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>
#include <omp.h>

#include <cstdio>
#include <exception>
#include <memory>

extern "C" char *openblas_get_config(void);

struct mc_index {
    std::unique_ptr<faiss::Index> index;
};

namespace {

// guard runs body and turns whatever it throws into the error of the call.
template <class Body>
int guard(char *err, size_t cap, Body body) {
    try {
        body();
        return 0;
    } catch (const faiss::FaissException &e) {
        std::snprintf(err, cap, "%s", e.msg.c_str());
    } catch (const std::exception &e) {
        std::snprintf(err, cap, "%s", e.what());
    } catch (...) {
        std::snprintf(err, cap, "unknown C++ exception");
    }
    return 1;
}

} // namespace

extern "C" {

int mc_index_new(int dim, const char *description, mc_index **out, char *err, size_t cap) {
    return guard(err, cap, [&] {
        std::unique_ptr<faiss::Index> index(
                faiss::index_factory(dim, description, faiss::METRIC_INNER_PRODUCT));
        *out = new mc_index{std::move(index)};
    });
}

int mc_index_read(const char *path, mc_index **out, int *dim, int64_t *rows, char *err, size_t cap) {
    return guard(err, cap, [&] {
        std::unique_ptr<faiss::Index> index(faiss::read_index(path));
        FAISS_THROW_IF_NOT_MSG(index->metric_type == faiss::METRIC_INNER_PRODUCT,
                               "the file's metric is not the inner product");
        FAISS_THROW_IF_NOT_MSG(index->is_trained, "the file's index is not trained");
        *dim = index->d;
        *rows = index->ntotal;
        *out = new mc_index{std::move(index)};
    });
}

int mc_index_write(const mc_index *index, const char *path, char *err, size_t cap) {
    return guard(err, cap, [&] { faiss::write_index(index->index.get(), path); });
}

// OpenMP keeps the number of threads for each calling thread apart, and a
// goroutine's next call may come from another one: so it is set in every call.

int mc_index_train(mc_index *index, int64_t n, const float *x, int threads, char *err, size_t cap) {
    return guard(err, cap, [&] {
        omp_set_num_threads(threads);
        index->index->train(n, x);
    });
}

int mc_index_add(mc_index *index, int64_t n, const float *x, int threads, char *err, size_t cap) {
    return guard(err, cap, [&] {
        FAISS_THROW_IF_NOT_MSG(index->index->is_trained, "train the index before adding rows");
        omp_set_num_threads(threads);
        index->index->add(n, x);
    });
}

int mc_index_set_nprobe(mc_index *index, size_t nprobe, char *err, size_t cap) {
    return guard(err, cap, [&] {
        if (auto *ivf = faiss::ivflib::try_extract_index_ivf(index->index.get())) {
            ivf->nprobe = nprobe;
        }
    });
}

int mc_index_search(const mc_index *index, int64_t n, const float *x, int64_t k, float *scores,
                    int64_t *ids, char *err, size_t cap) {
    return guard(err, cap, [&] {
        omp_set_num_threads(1);
        index->index->search(n, x, k, scores, ids);
    });
}

void mc_index_free(mc_index *index) { delete index; }

void mc_version(char *out, size_t cap) {
    std::snprintf(out, cap, "FAISS %d.%d.%d, %s", FAISS_VERSION_MAJOR, FAISS_VERSION_MINOR,
                  FAISS_VERSION_PATCH, openblas_get_config());
}

} // extern "C"
