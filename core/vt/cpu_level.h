// Which of the processor's instructions are used: all that it has, or fewer where BERTH_CPU_LEVEL says so, so that one
// machine's tests reach what other machines run.
#pragma once

namespace core::vt {

// The levels of the x86-64 psABI: SSE2; SSSE3 and POPCNT; AVX2 and BMI; AVX-512. What is beyond V4 goes with it.
enum class CpuLevel { V1 = 1, V2, V3, V4 };

// Whether instructions of that level may be used, as far as the environment is concerned; whether the processor has them is
// another question. BERTH_CPU_LEVEL is v1, v2, v3 or v4, read once; anything else allows everything. Any thread.
bool isAllowed(CpuLevel level);

} // namespace core::vt
