//go:build faiss || faiss_avx2

#include "shim.h"

#include <faiss/IVFlib.h>
#include <faiss/Index.h>
#include <faiss/IndexIVF.h>
#include <faiss/IndexRefine.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/impl/FaissAssert.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>
#include <faiss/invlists/OnDiskInvertedLists.h>
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

// prepare_mapped looks at lists that read_index mapped. FAISS takes their
// lengths from the file; one that reaches beyond it would kill the process at
// the first search. And each search would start up to 32 threads that touch
// pages ahead, where it is meant to keep to its own.
void prepare_mapped(faiss::Index *index) {
    auto *ivf = faiss::ivflib::try_extract_index_ivf(index);
    auto *lists = ivf ? dynamic_cast<faiss::OnDiskInvertedLists *>(ivf->invlists) : nullptr;
    if (lists == nullptr) {
        return;
    }
    for (const auto &list : lists->lists) {
        size_t room = list.offset <= lists->totsize ? lists->totsize - list.offset : 0;
        FAISS_THROW_IF_NOT_MSG(list.size <= room / (lists->code_size + sizeof(int64_t)),
                               "the file ends within its lists");
    }
    lists->prefetch_nthread = 0;
}

// keep_rows has lists hold the rows themselves, not what is left of them after
// their list's centre: the rows are of half precision already, so nothing is
// lost then.
void keep_rows(faiss::Index *index) {
    if (auto *sq = dynamic_cast<faiss::IndexIVFScalarQuantizer *>(index)) {
        sq->by_residual = false;
    }
}

// search asks a scan of codes for no more of them than there are: with the
// effort that suits few hits, many hits would make it ask for room for millions.
void search(const faiss::Index *index, int64_t n, const float *x, int64_t k, float *scores, int64_t *ids) {
    auto *refine = dynamic_cast<const faiss::IndexRefine *>(index);
    if (refine == nullptr || double(refine->k_factor) * double(k) <= double(index->ntotal)) {
        index->search(n, x, k, scores, ids);
        return;
    }
    faiss::IndexRefine fewer(*refine);
    fewer.own_fields = fewer.own_refine_index = false;
    fewer.k_factor = float(double(index->ntotal) / double(k));
    if (fewer.k_factor < 1) {
        fewer.k_factor = 1;
    }
    fewer.search(n, x, k, scores, ids);
}

} // namespace

extern "C" {

int mc_index_new(int dim, const char *description, mc_index **out, char *err, size_t cap) {
    return guard(err, cap, [&] {
        std::unique_ptr<faiss::Index> index(
                faiss::index_factory(dim, description, faiss::METRIC_INNER_PRODUCT));
        keep_rows(index.get());
        *out = new mc_index{std::move(index)};
    });
}

int mc_index_read(const char *path, mc_index **out, int *dim, int64_t *rows, char *err, size_t cap) {
    return guard(err, cap, [&] {
        std::unique_ptr<faiss::Index> index(faiss::read_index(path, faiss::IO_FLAG_MMAP));
        FAISS_THROW_IF_NOT_MSG(index->metric_type == faiss::METRIC_INNER_PRODUCT,
                               "the file's metric is not the inner product");
        FAISS_THROW_IF_NOT_MSG(index->is_trained, "the file's index is not trained");
        prepare_mapped(index.get());
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

int mc_index_set_effort(mc_index *index, size_t effort, char *err, size_t cap) {
    return guard(err, cap, [&] {
        if (auto *ivf = faiss::ivflib::try_extract_index_ivf(index->index.get())) {
            ivf->nprobe = effort;
        } else if (auto *refine = dynamic_cast<faiss::IndexRefine *>(index->index.get())) {
            refine->k_factor = float(effort);
        }
    });
}

int mc_index_search(const mc_index *index, int64_t n, const float *x, int64_t k, float *scores,
                    int64_t *ids, char *err, size_t cap) {
    return guard(err, cap, [&] {
        omp_set_num_threads(1);
        search(index->index.get(), n, x, k, scores, ids);
    });
}

void mc_index_free(mc_index *index) { delete index; }

void mc_version(char *out, size_t cap) {
    std::snprintf(out, cap, "FAISS %d.%d.%d, %s", FAISS_VERSION_MAJOR, FAISS_VERSION_MINOR,
                  FAISS_VERSION_PATCH, openblas_get_config());
}

} // extern "C"
