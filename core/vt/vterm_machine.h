// libvterm's state layer as Berth uses it: cursor movement, margins, tabs, charsets, wrapping, scrolling. Everything that
// differs between libvterm 0.1 and 0.3, and every header of it, stays in vterm_machine.cpp.
//
// What it is given is already whole and bounded: complete sequences with at most a few clamped arguments, one narrow or
// wide stand-in for a character, and never a string (OSC, DCS, …), SGR, REP, S8C1T, double-width line or single shift, because
// old versions overrun, hang or echo on those.
#pragma once
#include "core/base/coordinates.h"

#include <cstdint>
#include <string_view>

struct VTerm;

namespace core::vt {

struct CellRect
{
    int top = 0, bottom = 0, left = 0, right = 0; // bottom and right exclusive
};

class VtermEvents
{
public:
    virtual void glyph(std::uint32_t codePoint, int width, int row, int col) = 0;
    virtual void cursor(int row, int col) = 0;
    virtual void scroll(const CellRect &area, int up, int left) = 0; // negative: down, right
    virtual void erase(const CellRect &area, bool selective) = 0;

protected:
    ~VtermEvents() = default;
};

class VtermMachine
{
public:
    VtermMachine(base::GridSize size, VtermEvents &events);
    ~VtermMachine();
    VtermMachine(const VtermMachine &) = delete;

    void write(std::string_view bytes);
    // REQUIRES: full margins, no origin mode, cursor home (an old scroll region outside the new size would overrun).
    void resize(base::GridSize size);

private:
    VTerm *m_vt;
};

} // namespace core::vt
