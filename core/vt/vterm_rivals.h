// libvterm alone, as tests/bench/vterm_bench.c runs it: the rivals of the benchmark.
#pragma once
#include "core/base/coordinates.h"

#include <string_view>

struct VTerm;
struct VTermScreen;

namespace core::vt {

class VtermRival
{
public:
    enum class Layer { State, Screen };

    VtermRival(Layer layer, base::GridSize size);
    ~VtermRival();
    VtermRival(const VtermRival &) = delete;

    void feed(std::string_view bytes);

private:
    VTerm *m_vt;
    VTermScreen *m_screen = nullptr;
};

} // namespace core::vt
