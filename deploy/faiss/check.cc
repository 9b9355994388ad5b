// Searches among rows whose neighbours are known, through each kind of index
// that medcode uses: ends with 0 where all are found.
#include <faiss/Index.h>
#include <faiss/IndexIVF.h>
#include <faiss/index_factory.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <random>
#include <vector>

namespace {

constexpr int kDim = 72, kRows = 2000, kQueries = 40;

// nearest is the row with the largest inner product, looked for plainly.
int64_t nearest(const std::vector<float> &rows, const float *query) {
    int64_t best = -1;
    double score = -1e30;
    for (int64_t i = 0; i < kRows; i++) {
        double sum = 0;
        for (int j = 0; j < kDim; j++) {
            sum += double(rows[i * kDim + j]) * query[j];
        }
        if (sum > score) {
            score = sum;
            best = i;
        }
    }
    return best;
}

bool finds(const char *description, const std::vector<float> &rows, const std::vector<float> &queries) {
    std::unique_ptr<faiss::Index> index(
            faiss::index_factory(kDim, description, faiss::METRIC_INNER_PRODUCT));
    index->train(kRows, rows.data());
    index->add(kRows, rows.data());
    if (auto *ivf = dynamic_cast<faiss::IndexIVF *>(index.get())) {
        ivf->nprobe = ivf->nlist;
    }
    std::vector<float> scores(kQueries);
    std::vector<int64_t> ids(kQueries);
    for (int i = 0; i < kQueries; i++) { // one by one, then together
        index->search(1, &queries[i * kDim], 1, &scores[i], &ids[i]);
    }
    std::vector<int64_t> together(kQueries);
    index->search(kQueries, queries.data(), 1, scores.data(), together.data());
    for (int i = 0; i < kQueries; i++) {
        int64_t want = nearest(rows, &queries[i * kDim]);
        if (ids[i] != want || together[i] != want) {
            std::fprintf(stderr, "%s: query %d found %ld and %ld, want %ld\n", description, i,
                         long(ids[i]), long(together[i]), long(want));
            return false;
        }
    }
    return true;
}

} // namespace

int main() {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<float> rows(kRows * kDim), queries(kQueries * kDim);
    for (float &x : rows) {
        x = normal(random);
    }
    for (int i = 0; i < kQueries; i++) { // a row, and a fifth of noise
        for (int j = 0; j < kDim; j++) {
            queries[i * kDim + j] = rows[i * 31 * kDim + j] + .2f * normal(random);
        }
    }
    for (const char *description : {"Flat", "IVF16,SQfp16", "PQ36x4fs,Refine(SQfp16)"}) {
        if (!finds(description, rows, queries)) {
            return 1;
        }
    }
    return 0;
}
