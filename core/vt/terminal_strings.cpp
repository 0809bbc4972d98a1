#include "core/vt/capabilities.h"
#include "core/vt/terminal.h"

#include <algorithm>
#include <charconv>

namespace core::vt {
namespace {

// What others handle: shell marks (133, 633), cwd (7, 9;9, 1337), clipboard (52), notifications (9, 777).
constexpr int kMarks[] = {133, 633, 7, 9, 52, 777, 1337};

} // namespace

void Terminal::string(StringKind kind, std::string &payload)
{
    if (kind == StringKind::Osc)
        osc(payload);
    else if (kind == StringKind::Dcs)
        dcs(payload);
}

void Terminal::osc(std::string &payload)
{
    int code = -1;
    const char *const end = payload.data() + payload.size();
    const auto [rest, error] = std::from_chars(payload.data(), end, code);
    if (error != std::errc() || code < 0 || (rest != end && *rest != ';'))
        return;
    const std::string_view argument = rest == end ? std::string_view() : std::string_view(rest + 1, std::size_t(end - rest - 1));
    if (std::find(std::begin(kMarks), std::end(kMarks), code) != std::end(kMarks)) {
        flushTap(); // so that who follows the tap knows where in it the mark was
        m_events.mark({code, std::string(argument), m_scanner.offset(), position()});
        return;
    }
    switch (code) {
    case 0:
    case 2: setTitle(argument); break;
    case 4:
    case 10:
    case 11:
    case 12: reportColors(code, argument); break;
    case 8: setLink(argument); break;
    default: break; // other colours, icon names, anything unknown: not answered, not passed on
    }
}

void Terminal::setTitle(std::string_view title)
{
    std::string clean = sanitizedLine(title, m_options.limits.titleChars);
    tap("\x1b]2;" + clean + "\x1b\\");
    if (clean == m_title)
        return;
    m_title = std::move(clean);
    m_dirty = true;
    m_events.titleChanged(m_title);
}

void Terminal::pushTitle()
{
    if (m_titles.size() == kMaxTitles)
        m_titles.erase(m_titles.begin());
    m_titles.push_back(m_title);
}

void Terminal::popTitle()
{
    if (m_titles.empty())
        return;
    const std::string title = std::move(m_titles.back());
    m_titles.pop_back();
    setTitle(title);
}

void Terminal::setLink(std::string_view argument)
{
    const auto separator = argument.find(';');
    if (separator == std::string_view::npos)
        return;
    m_pen.link = m_links.idOf(argument.substr(separator + 1));
    m_penKnown = false;
    tap("\x1b]8;;" + std::string(m_links.uri(m_pen.link)) + "\x1b\\");
}

void Terminal::dcs(std::string_view payload)
{
    if (payload.starts_with("$q"))
        reportSetting(payload.substr(2));
    else if (payload.starts_with("+q"))
        reply(capabilityReplies(payload.substr(2))); // XTGETTCAP
}

} // namespace core::vt
