#include "core/vt/vterm_machine.h"

#include "core/vt/utf8.h"

#include <vterm.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

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

namespace {

constexpr int kPageBits = 8;
constexpr int kPageSize = 1 << kPageBits;
using Page = std::array<std::uint8_t, kPageSize>;
std::array<std::atomic<const Page *>, (0x110000 >> kPageBits)> widthPages;

class WidthProbe final : public VtermEvents
{
public:
    WidthProbe() : m_machine({80, 2}, *this) {}

    int widthOf(char32_t c)
    {
        std::string text = "\ra\r"; // no base before it, so that a combining mark shows its own width
        appendUtf8(text, c);
        m_width = 1;
        m_machine.write(text);
        return std::clamp(m_width, 0, 2);
    }
    // A mark that joins the glyph before it has no width of its own, whatever the tables say about it alone.
    bool joins(char32_t c)
    {
        std::string text = "\ra";
        appendUtf8(text, c);
        m_glyphs = 0;
        m_machine.write(text);
        return m_glyphs < 2;
    }

private:
    void glyph(std::uint32_t, int width, int, int) override { m_width = width, ++m_glyphs; }
    void cursor(int, int) override {}
    void scroll(const CellRect &, int, int) override {}
    void erase(const CellRect &, bool) override {}

    int m_width = 1;
    int m_glyphs = 0;
    VtermMachine m_machine;
};

const Page &learnPage(std::size_t index)
{
    WidthProbe probe;
    auto page = std::make_unique<Page>();
    for (int i = 0; i < kPageSize; ++i) {
        const auto c = char32_t(index << kPageBits | unsigned(i));
        const bool text = c >= 0xa0 && (c < 0xd800 || c > 0xdfff);
        (*page)[std::size_t(i)] = !text ? 1 : probe.joins(c) ? 0 : std::uint8_t(probe.widthOf(c));
    }
    const Page *expected = nullptr;
    if (widthPages[index].compare_exchange_strong(expected, page.get(), std::memory_order_acq_rel))
        return *page.release(); // kept for the life of the process
    return *expected;
}

} // namespace

int glyphWidth(char32_t c)
{
    if (c < 0x80)
        return 1;
    if (c > 0x10ffff)
        return 1;
    const std::size_t index = c >> kPageBits;
    const Page *page = widthPages[index].load(std::memory_order_acquire);
    if (!page) [[unlikely]]
        page = &learnPage(index);
    return (*page)[c & (kPageSize - 1)];
}

} // namespace core::vt
