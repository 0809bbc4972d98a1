#include "core/recording/output_redactor.h"

#include "core/vt/char_properties.h"
#include "core/vt/utf8.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace core::recording {
namespace {

using telemetry::Span;

constexpr char kEscape = '\x1b';
constexpr std::size_t kNone = std::string_view::npos;
// What stands before each line of a private key that began further up (RFC 7468).
constexpr std::string_view kKeyBegins = "-----BEGIN PRIVATE KEY-----\n";

// The mark in the secret's width: as much of the word as there is room for, then dots.
std::string_view maskGlyph(std::size_t column)
{
    static constexpr std::string_view kWord[] = {"‹", "r", "e", "d", "a", "c", "t", "e", "d", "›"};
    return column < std::size(kWord) ? kWord[column] : std::string_view("•");
}

bool isPlain(char c)
{
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
}

// A private key whose end is further down: the redactor takes all of the line from there on.
bool beginsKey(std::string_view line, const std::vector<Span> &secrets)
{
    return !secrets.empty() && secrets.back().end == line.size() && line.substr(secrets.back().begin).starts_with("-----BEGIN") &&
        line.find("-----END", secrets.back().begin) == kNone;
}

int widthOf(char32_t c)
{
    return vt::propertiesOf(std::min<char32_t>(c, 0x10ffff)).width();
}

} // namespace

void OutputRedactor::add(CastEvent event)
{
    if (event.code != code::kOutput) {
        m_events.push_back({offset(m_bytes.size()), std::move(event)});
        return;
    }
    const std::string data = std::move(event.data);
    event.data.clear();
    m_events.push_back({offset(m_bytes.size()), std::move(event)});
    m_bytes += data;
    read(false);
}

void OutputRedactor::resize(base::GridSize size)
{
    leaveLine();
    m_line.setColumns(size.cols);
}

std::vector<CastEvent> OutputRedactor::takeSettled()
{
    std::uint64_t end = offset(m_read);
    if (m_bytes.size() <= kMostHeld) {
        for (std::size_t i = checkUnfinished(false); i < m_line.size(); ++i)
            end = std::min(end, std::max(m_begin, m_line.cell(i).source)); // nowhere is the greatest
    } else {
        check();
    }
    return take(end);
}

std::vector<CastEvent> OutputRedactor::takeAll()
{
    read(true);
    checkUnfinished(true);
    return take(offset(m_bytes.size()));
}

// ------------------------------------------------------------------------------------------------------------ reading

void OutputRedactor::read(bool toTheEnd)
{
    while (m_read < m_bytes.size()) {
        if (!readPlainLines() && !readOne(toTheEnd))
            return;
    }
}

// Most of a flood is lines of nothing but text: they need no model.
bool OutputRedactor::readPlainLines()
{
    const std::size_t before = m_read;
    while (m_line.isEmpty() && m_keyBytes == 0) {
        const std::string_view rest = unread();
        std::size_t end = 0;
        while (end < rest.size() && isPlain(rest[end]))
            ++end;
        std::size_t next = end + (end < rest.size() && rest[end] == '\r' ? 1 : 0);
        if (next >= rest.size() || rest[next] != '\n')
            break;
        const std::string_view line = rest.substr(0, end);
        const std::vector<Span> secrets = telemetry::redact(line).spans;
        for (const Span &span : secrets)
            maskBytes({m_read + span.begin, m_read + span.end});
        if (beginsKey(line, secrets))
            m_keyBytes = 1;
        m_read += next + 1;
    }
    return m_read != before;
}

bool OutputRedactor::readOne(bool toTheEnd)
{
    const std::string_view rest = unread();
    const char c = rest.front();
    if (isPlain(c)) {
        const vt::Decoded decoded = vt::decodeUsual(rest.data(), rest.data() + rest.size());
        if (decoded.incomplete && !toTheEnd)
            return false;
        m_line.put(decoded.c, widthOf(decoded.c), offset(m_read), std::uint8_t(decoded.length));
        m_changed = true;
        m_read += decoded.length;
        return true;
    }
    if (c == kEscape)
        return readEscape(toTheEnd);
    switch (c) {
    case '\n':
    case '\v':
    case '\f':
        leaveLine(m_line.column()); // a terminal in raw mode goes down and not back
        break;
    case '\r':
        check(); // what follows may overwrite it
        m_line.carriageReturn();
        break;
    case '\b':
        check();
        m_line.moveBy(-1);
        break;
    case '\t':
        m_line.tab();
        m_changed = true;
        break;
    default: break;
    }
    ++m_read;
    return true;
}

bool OutputRedactor::readEscape(bool toTheEnd)
{
    const std::string_view rest = unread();
    const auto incomplete = [&] {
        if (toTheEnd)
            m_read = m_bytes.size();
        return toTheEnd;
    };
    if (rest.size() < 2)
        return incomplete();
    const char kind = rest[1];
    if (kind == '[') {
        std::size_t end = 2;
        while (end < rest.size() && rest[end] >= 0x20 && rest[end] < 0x40)
            ++end;
        if (end == rest.size())
            return incomplete();
        controlSequence(rest.substr(2, end - 2), rest[end]);
        m_read += end + 1;
        return true;
    }
    if (kind == ']' || kind == 'P' || kind == '^' || kind == '_' || kind == 'X')
        return readString(2, toTheEnd);
    std::size_t end = 1; // nF: intermediates, then a final
    while (end < rest.size() && rest[end] >= 0x20 && rest[end] < 0x30)
        ++end;
    if (end == rest.size())
        return incomplete();
    if (std::string_view("DEMc8").find(kind) != kNone)
        leaveLine();
    m_read += end + 1;
    return true;
}

// A title or a link. The tap ends every string with ST; BEL is taken too.
bool OutputRedactor::readString(std::size_t begin, bool toTheEnd)
{
    const std::string_view rest = unread();
    std::size_t end = begin;
    while (end < rest.size() && rest[end] != '\a' && rest[end] != kEscape)
        ++end;
    const bool isWhole = end < rest.size() && (rest[end] == '\a' || end + 1 < rest.size());
    if (!isWhole && !toTheEnd && rest.size() < kMostHeld)
        return false;
    const std::string_view payload = rest.substr(begin, end - begin);
    if (telemetry::Redaction redaction = telemetry::redact(payload); redaction.count > 0) {
        m_edits.push_back({offset(m_read + begin), payload.size(), std::move(redaction.text)});
        m_secrets += redaction.count;
    }
    m_read += end; // the terminator is a control or an escape of its own
    if (m_read < m_bytes.size() && m_bytes[m_read] == '\a')
        ++m_read;
    else if (m_read + 1 < m_bytes.size() && m_bytes[m_read + 1] == '\\')
        m_read += 2;
    return true;
}

void OutputRedactor::controlSequence(std::string_view parameters, char final)
{
    const bool isPrivate = !parameters.empty() && parameters.front() >= '<' && parameters.front() <= '?';
    int numbers[2] = {0, 0};
    const char *p = parameters.data();
    const char *const end = p + parameters.size();
    for (int &number : numbers) {
        const auto [rest, error] = std::from_chars(p, end, number);
        if (error != std::errc())
            number = 0;
        p = rest != end && *rest == ';' ? rest + 1 : end;
    }
    const auto count = std::size_t(std::clamp(numbers[0], 1, 1'000'000));
    const auto steps = std::ptrdiff_t(count);
    if (isPrivate && (parameters.ends_with("1049") || parameters.ends_with("47"))) // the other screen
        leaveLine();
    if (isPrivate || final == 'm')
        return;
    check(); // what follows may move, cut or overwrite what the line shows
    switch (final) {
    case 'C':
    case 'a': m_line.moveBy(steps); return;
    case 'D': m_line.moveBy(-steps); return;
    case 'G':
    case '`': m_line.moveToColumn(count - 1); return;
    case 'A':
        if (!m_line.moveByRows(-steps))
            leaveLine();
        return;
    case 'B':
        if (!m_line.moveByRows(steps))
            leaveLine();
        return;
    case 'J':
    case 'K':
        if (numbers[0] == 0)
            m_line.eraseToEnd();
        else if (numbers[0] == 1)
            m_line.eraseToStart();
        else
            m_line.clear();
        return;
    case 'X': m_line.erase(count); return;
    case '@': m_line.insert(count); return;
    case 'P': m_line.remove(count); return;
    case 'H':
    case 'f': leaveLine(std::size_t(std::clamp(numbers[1], 1, 100'000)) - 1); return;
    case 'd':
    case 'E':
    case 'F':
    case 'L':
    case 'M':
    case 'S':
    case 'T':
    case 'r':
    case 'u': leaveLine(); return;
    default: return;
    }
}

void OutputRedactor::leaveLine(std::size_t column)
{
    check();
    if (std::exchange(m_beginsKey, false))
        m_keyBytes = 1;
    m_line.clear(column);
}

// ------------------------------------------------------------------------------------------------------------ masking

void OutputRedactor::check(std::size_t before)
{
    if (!std::exchange(m_changed, false))
        return;
    m_line.text(m_text, m_cellOfByte);
    const std::size_t prefix = m_keyBytes > 0 ? kKeyBegins.size() : 0;
    if (prefix > 0) {
        m_keyBytes += m_text.size();
        if (m_text.find("-----END") != kNone || m_keyBytes > kLongestKey)
            m_keyBytes = 0;
    }
    std::string keyText;
    if (prefix > 0)
        keyText = std::string(kKeyBegins) + m_text;
    const std::vector<Span> secrets = telemetry::redact(prefix > 0 ? keyText : m_text).spans;
    m_beginsKey = prefix == 0 && beginsKey(m_text, secrets);
    for (const Span &span : secrets) {
        const std::size_t begin = std::max(span.begin, prefix) - prefix;
        const std::size_t end = std::max(span.end, prefix) - prefix;
        if (begin >= before)
            m_changed = true; // look at it again
        else if (begin < end && begin < m_cellOfByte.size())
            maskCells(m_cellOfByte[begin], end < m_cellOfByte.size() ? m_cellOfByte[end] : m_line.size());
    }
}

std::size_t OutputRedactor::checkUnfinished(bool mask)
{
    m_line.text(m_text, m_cellOfByte);
    const std::size_t settled = telemetry::settledLength(m_text);
    const std::size_t cell = settled < m_cellOfByte.size() ? m_cellOfByte[settled] : m_line.size();
    check(mask || m_keyBytes > 0 ? kNone : settled);
    if (mask)
        maskCells(cell, m_line.size());
    return cell;
}

void OutputRedactor::maskCells(std::size_t begin, std::size_t end)
{
    bool masked = false;
    for (std::size_t i = begin; i < end; ++i) {
        LineModel::Cell &cell = m_line.cell(i);
        if (cell.source == LineModel::kNowhere || cell.source < m_begin)
            continue;
        const bool wide = i + 1 < m_line.size() && m_line.cell(i + 1).c == 0;
        std::string text(maskGlyph(i - begin));
        if (wide)
            text += maskGlyph(i + 1 - begin);
        m_edits.push_back({cell.source, cell.length, std::move(text)});
        cell.source = LineModel::kNowhere;
        masked = true;
    }
    m_secrets += masked ? 1 : 0;
}

// Of m_bytes, plain text and line ends.
void OutputRedactor::maskBytes(Span span)
{
    std::size_t column = 0;
    for (std::size_t i = span.begin; i < span.end;) {
        if (!isPlain(m_bytes[i])) {
            ++i;
            continue;
        }
        const vt::Decoded decoded = vt::decodeUsual(m_bytes.data() + i, m_bytes.data() + span.end);
        std::string text;
        for (int n = widthOf(decoded.c); n > 0; --n)
            text += maskGlyph(column++);
        m_edits.push_back({offset(i), decoded.length, std::move(text)});
        i += decoded.length;
    }
    ++m_secrets;
}

// ------------------------------------------------------------------------------------------------------------ passing on

std::vector<CastEvent> OutputRedactor::take(std::uint64_t end)
{
    std::vector<CastEvent> out;
    std::ranges::sort(m_edits, {}, &Edit::begin);
    auto edit = m_edits.begin();
    while (!m_events.empty()) {
        Place &place = m_events.front();
        if (place.at > end)
            break;
        if (place.event.code != code::kOutput) {
            out.push_back(std::move(place.event));
            m_events.pop_front();
            continue;
        }
        const std::uint64_t next = m_events.size() > 1 ? m_events[1].at : offset(m_bytes.size());
        const std::uint64_t stop = std::min(next, end);
        std::string data;
        std::uint64_t at = place.at;
        while (at < stop) {
            const std::uint64_t plain = edit == m_edits.end() ? stop : std::min(edit->begin, stop);
            data.append(m_bytes, std::size_t(at - m_begin), std::size_t(plain - at));
            at = plain;
            if (at < stop) {
                data += edit->text;
                at += edit->length;
                ++edit;
            }
        }
        if (!data.empty())
            out.push_back({place.event.time, code::kOutput, std::move(data)});
        place.at = at; // behind `stop` when an edit reaches into the next event
        if (at < next)
            break;
        m_events.pop_front();
        if (!m_events.empty())
            m_events.front().at = std::max(m_events.front().at, at);
    }
    m_edits.erase(m_edits.begin(), edit);
    const std::uint64_t gone = m_events.empty() ? offset(m_bytes.size()) : std::max(m_begin, m_events.front().at);
    const std::size_t bytes = std::size_t(std::min(gone, offset(m_bytes.size())) - m_begin);
    m_bytes.erase(0, bytes);
    m_begin += bytes;
    m_read -= std::min(m_read, bytes);
    return out;
}

} // namespace core::recording
