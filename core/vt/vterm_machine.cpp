#include "core/vt/vterm_machine.h"

#include <vterm.h>

namespace core::vt {
namespace {

VtermEvents &events(void *user) { return *static_cast<VtermEvents *>(user); }

CellRect rect(const VTermRect &r) { return {r.start_row, r.end_row, r.start_col, r.end_col}; }

int onGlyph(VTermGlyphInfo *info, VTermPos pos, void *user)
{
    events(user).glyph(info->chars[0], info->width, pos.row, pos.col);
    return 1;
}

int onCursor(VTermPos pos, VTermPos, int, void *user)
{
    events(user).cursor(pos.row, pos.col);
    return 1;
}

int onScroll(VTermRect area, int downward, int rightward, void *user)
{
    events(user).scroll(rect(area), downward, rightward);
    return 1;
}

int onErase(VTermRect area, int selective, void *user)
{
    events(user).erase(rect(area), selective != 0);
    return 1;
}

// Double-width lines are not supported: refusing keeps libvterm's row width equal to the grid's.
int onLineInfo(int, const VTermLineInfo *, const VTermLineInfo *, void *) { return 0; }

const VTermStateCallbacks &callbacks()
{
    static const VTermStateCallbacks table = [] {
        VTermStateCallbacks t = {};
        t.putglyph = onGlyph;
        t.movecursor = onCursor;
        t.scrollrect = onScroll;
        t.erase = onErase;
        t.setlineinfo = onLineInfo;
        return t;
    }();
    return table;
}

} // namespace

VtermMachine::VtermMachine(base::GridSize size, VtermEvents &e)
    // libvterm 0.3 never grows its line table unless a resize callback does so: it is made at its largest at once.
    : m_vt(vterm_new(base::kMaxGrid.rows, base::kMaxGrid.cols))
{
    vterm_set_utf8(m_vt, 1);
    VTermState *state = vterm_obtain_state(m_vt);
    vterm_set_size(m_vt, size.rows, size.cols);
    vterm_state_set_callbacks(state, &callbacks(), &e);
    vterm_state_reset(state, 1);
}

VtermMachine::~VtermMachine() { vterm_free(m_vt); }

void VtermMachine::write(std::string_view bytes) { vterm_input_write(m_vt, bytes.data(), bytes.size()); }

void VtermMachine::resize(base::GridSize size) { vterm_set_size(m_vt, size.rows, size.cols); }

} // namespace core::vt
