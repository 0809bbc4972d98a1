#include "core/recording/cast_event.h"

#include "core/vt/utf8.h"

#include <charconv>
#include <cstdio>
#include <optional>

namespace core::recording {
namespace {

constexpr double kLongestSeconds = 1e9; // 31 years: what a time may be before it is nonsense

void appendEscaped(std::string &out, unsigned char c)
{
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    constexpr char kHex[] = "0123456789abcdef";
    out += "\\u00";
    out += kHex[c >> 4];
    out += kHex[c & 15];
}

void appendString(std::string &out, std::string_view text)
{
    const char *p = text.data();
    const char *const end = p + text.size();
    const char *plain = p;
    while (p != end) {
        const auto c = static_cast<unsigned char>(*p);
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            ++p;
            continue;
        }
        if (c >= 0x80) {
            const vt::Decoded decoded = vt::decodeUsual(p, end);
            if (decoded.c != vt::kReplacement) {
                p += decoded.length;
                continue;
            }
            out.append(plain, p);
            vt::appendUtf8(out, vt::kReplacement);
            p += decoded.length;
        } else {
            out.append(plain, p);
            appendEscaped(out, c);
            ++p;
        }
        plain = p;
    }
    out.append(plain, end);
}

class Cursor
{
public:
    explicit Cursor(std::string_view line) : m_begin(line.data()), m_p(m_begin), m_end(m_p + line.size()) {}

    std::size_t at() const { return std::size_t(m_p - m_begin); }
    void skipBlanks()
    {
        while (m_p != m_end && (*m_p == ' ' || *m_p == '\t' || *m_p == '\r'))
            ++m_p;
    }
    bool take(char c)
    {
        skipBlanks();
        if (m_p == m_end || *m_p != c)
            return false;
        ++m_p;
        return true;
    }
    bool isAtEnd()
    {
        skipBlanks();
        return m_p == m_end;
    }
    bool number(double &value)
    {
        skipBlanks();
        const auto [rest, error] = std::from_chars(m_p, m_end, value);
        if (error != std::errc() || !(value >= 0 && value <= kLongestSeconds)) // also not a number
            return false;
        m_p = rest;
        return true;
    }
    bool string(std::string &out)
    {
        out.clear();
        if (!take('"'))
            return false;
        for (;;) {
            const char *const plain = m_p;
            while (m_p != m_end && *m_p != '"' && *m_p != '\\')
                ++m_p;
            out.append(plain, m_p);
            if (m_p == m_end)
                return false;
            if (*m_p++ == '"')
                return true;
            if (!escape(out))
                return false;
        }
    }

private:
    bool escape(std::string &out)
    {
        if (m_p == m_end)
            return false;
        switch (const char c = *m_p++) {
        case 'n': out += '\n'; return true;
        case 'r': out += '\r'; return true;
        case 't': out += '\t'; return true;
        case 'b': out += '\b'; return true;
        case 'f': out += '\f'; return true;
        case '"':
        case '\\':
        case '/': out += c; return true;
        case 'u': break;
        default: return false;
        }
        const auto unit = hex4();
        if (!unit)
            return false;
        char32_t c = *unit;
        if (c >= 0xd800 && c < 0xdc00) { // the first half of a pair
            const char *const back = m_p;
            std::optional<char32_t> low;
            if (m_end - m_p >= 2 && m_p[0] == '\\' && m_p[1] == 'u') {
                m_p += 2;
                low = hex4();
            }
            if (low && *low >= 0xdc00 && *low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (*low - 0xdc00);
            } else {
                c = vt::kReplacement;
                m_p = back;
            }
        } else if (c >= 0xdc00 && c < 0xe000) {
            c = vt::kReplacement;
        }
        vt::appendUtf8(out, c);
        return true;
    }
    std::optional<char32_t> hex4()
    {
        unsigned value = 0;
        if (m_end - m_p < 4)
            return {};
        const auto [rest, error] = std::from_chars(m_p, m_p + 4, value, 16);
        if (error != std::errc() || rest != m_p + 4)
            return {};
        m_p += 4;
        return value;
    }

    const char *m_begin, *m_p, *m_end;
};

} // namespace

void appendEvent(std::string &out, const CastEvent &event)
{
    char head[64];
    const auto micros = event.time.count();
    const int n = std::snprintf(head, sizeof head, "[%lld.%06lld,\"%c\",\"", static_cast<long long>(micros / 1'000'000),
                                static_cast<long long>(micros % 1'000'000), event.code);
    out.append(head, std::size_t(n));
    appendString(out, event.data);
    out += "\"]\n";
}

bool parseHead(std::string_view line, CastEvent &event, std::size_t &dataAt)
{
    Cursor cursor(line);
    double seconds = 0;
    std::string word;
    if (!cursor.take('[') || !cursor.number(seconds) || !cursor.take(',') || !cursor.string(word) || !cursor.take(','))
        return false;
    event.time = Time(std::int64_t(seconds * 1e6 + 0.5));
    event.code = word.size() == 1 ? word.front() : code::kOther;
    dataAt = cursor.at();
    return true;
}

bool parseEvent(std::string_view line, CastEvent &event)
{
    std::size_t dataAt = 0;
    event.data.clear();
    if (!parseHead(line, event, dataAt))
        return false;
    Cursor cursor(line.substr(dataAt));
    if (cursor.string(event.data) && cursor.take(']') && cursor.isAtEnd())
        return true;
    // The data of a code that we do not know may be anything.
    event.data.clear();
    const std::string_view known{"oirmb"};
    return known.find(event.code) == std::string_view::npos && line.find_last_of(']') != std::string_view::npos;
}

} // namespace core::recording
