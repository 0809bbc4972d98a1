#include "core/vt/cpu_level.h"

#include <cstdlib>
#include <string_view>

namespace core::vt {
namespace {

CpuLevel highestAllowed()
{
    const char *const set = std::getenv("BERTH_CPU_LEVEL");
    const std::string_view wanted = set ? set : "";
    const bool isLevel = wanted.size() == 2 && wanted[0] == 'v' && wanted[1] >= '1' && wanted[1] <= '4';
    return isLevel ? CpuLevel(wanted[1] - '0') : CpuLevel::V4;
}

} // namespace

bool isAllowed(CpuLevel level)
{
    static const CpuLevel highest = highestAllowed();
    return level <= highest;
}

} // namespace core::vt
