// What `berthctl vt bench` measures: bytes through Berth's emulator (scanner to scrollback), beside libvterm's own
// VTermState and VTermScreen with trivial callbacks, interleaved in one run because a machine's speed drifts.
#pragma once
#include "core/base/coordinates.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace core::vt {

struct BenchInput
{
    std::string name;
    std::string bytes;
};

struct BenchFigure
{
    std::string file;
    std::size_t bytes = 0;
    double berth = 0, state = 0, screen = 0; // MB/s (1e6 bytes), the median of the passes
};

// `each` is called as soon as a file's figure is there.
std::vector<BenchFigure> runBench(const std::vector<BenchInput> &inputs, base::GridSize size,
                                  const std::function<void(const BenchFigure &)> &each = {});

std::string benchText(const BenchFigure &figure); // one line with its newline
std::string benchJson(const std::vector<BenchFigure> &figures);

} // namespace core::vt
