#include "core/vt/vterm_rivals.h"

#include <vterm.h>

namespace core::vt {
namespace {

// Trivial, but with an effect that cannot be optimised away.
volatile unsigned long long sink;

int onGlyph(VTermGlyphInfo *info, VTermPos pos, void *)
{
    sink = sink + info->chars[0] + unsigned(pos.col);
    return 1;
}
int onCursor(VTermPos pos, VTermPos, int, void *)
{
    sink = sink + unsigned(pos.col);
    return 1;
}
int onScroll(VTermRect rect, int, int, void *)
{
    sink = sink + unsigned(rect.start_row);
    return 1;
}
int onErase(VTermRect rect, int, void *)
{
    sink = sink + unsigned(rect.start_row);
    return 1;
}
int onInitPen(void *) { return 1; }
int onPenAttr(VTermAttr attr, VTermValue *, void *)
{
    sink = sink + unsigned(attr);
    return 1;
}
int onProperty(VTermProp property, VTermValue *, void *)
{
    sink = sink + unsigned(property);
    return 1;
}

const VTermStateCallbacks &callbacks()
{
    static const VTermStateCallbacks table = [] {
        VTermStateCallbacks t = {};
        t.putglyph = onGlyph;
        t.movecursor = onCursor;
        t.scrollrect = onScroll;
        t.erase = onErase;
        t.initpen = onInitPen;
        t.setpenattr = onPenAttr;
        t.settermprop = onProperty;
        return t;
    }();
    return table;
}

} // namespace

VtermRival::VtermRival(Layer layer, base::GridSize size) : m_vt(vterm_new(size.rows, size.cols))
{
    vterm_set_utf8(m_vt, 1);
    if (layer == Layer::State) {
        VTermState *state = vterm_obtain_state(m_vt);
        vterm_state_set_callbacks(state, &callbacks(), nullptr);
        vterm_state_reset(state, 1);
        return;
    }
    m_screen = vterm_obtain_screen(m_vt);
    vterm_screen_enable_altscreen(m_screen, 1);
    vterm_screen_set_damage_merge(m_screen, VTERM_DAMAGE_SCROLL);
    vterm_screen_reset(m_screen, 1);
}

VtermRival::~VtermRival() { vterm_free(m_vt); }

void VtermRival::feed(std::string_view bytes)
{
    vterm_input_write(m_vt, bytes.data(), bytes.size());
    if (m_screen)
        vterm_screen_flush_damage(m_screen);
}

} // namespace core::vt
