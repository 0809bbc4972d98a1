// The one parser of terminal byte streams in the program (the state machine of the DEC VT500 series, in UTF-8). It cuts
// the stream into text, controls, escape sequences and strings, holds back what is incomplete, bounds everything, and
// knows nothing of what they mean.
//
// Sink: a class with
//   std::size_t text(const char *bytes, std::size_t n)  valid or invalid UTF-8 without C0 and DEL, never ending inside a
//                                                       character; returns the bytes used, fewer when it meets a C1
//                                                       control (U+0080..U+009F), which it leaves
//   void shortText(const char *bytes, std::size_t n)    optional: text of n < kShortText bytes that are all ASCII; as many as
//                                                       kShortText bytes can be read
//   void control(unsigned char c)                       a C0 control other than NUL, ESC, CAN, SUB
//   void escape(const EscapeSequence &)
//   void csi(const CsiSequence &)
//   void string(StringKind, std::string &payload)       whole, without its terminator
#pragma once
#include "core/vt/control_index.h"
#include "core/vt/utf8.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace core::vt {

inline constexpr int kShortText = 16;

struct EscapeSequence
{
    char intermediate = 0; // 0: none
    char final = 0;
};

struct CsiSequence
{
    static constexpr int kMaxParams = 32; // later ones are dropped
    static constexpr std::uint16_t kMissing = 0xffff;
    static constexpr std::uint16_t kMaxValue = 32767;

    char leader = 0;       // < = > ? or 0
    char intermediate = 0; // 0: none
    char final = 0;
    int count = 0;
    std::array<std::uint16_t, kMaxParams> params;
    std::uint32_t colons = 0; // bit i: parameter i was preceded by a colon

    int param(int i, int missing) const { return i < count && params[std::size_t(i)] != kMissing ? params[std::size_t(i)] : missing; }
    // For counts and positions, where 0 means 1.
    int positive(int i) const { return std::max(1, param(i, 1)); }
    bool isSub(int i) const { return colons >> i & 1; }
};

enum class StringKind : std::uint8_t { Osc, Dcs, Sos, Pm, Apc };

template<typename Sink> class Scanner
{
public:
    Scanner(Sink &sink, std::size_t stringLimit) : m_sink(sink), m_stringLimit(stringLimit) {}

    // Returns how much it took in: everything, or less when `enough` says so between two sequences or runs of text. The
    // rest comes with the next call.
    template<typename Enough> std::size_t feed(std::string_view bytes, Enough &&enough)
    {
        m_begin = m_after = bytes.data();
        m_controls.clear();
        const char *p = m_begin;
        const char *const end = p + bytes.size();
        if (m_heldSize && p < end)
            p = completeHeld(p, end);
        while (p < end && !enough())
            p = m_state == State::Ground ? ground(p, end) : step(p, end);
        const auto used = std::size_t(p - m_begin);
        m_base += used;
        m_begin = m_after = nullptr;
        return used;
    }

    bool endedByBell() const { return m_bell; } // the string that is being handed on: BEL stood for its ST
    // Bytes up to and with the sequence that is being handed to the sink.
    std::uint64_t offset() const { return m_base + std::uint64_t(m_after - m_begin); }

private:
    enum class State : std::uint8_t { Ground, Escape, EscapeIgnore, CsiParams, CsiIntermediate, CsiIgnore, String, StringEscape };

    static bool isText(char c)
    {
        const auto u = static_cast<unsigned char>(c);
        return u >= 0x20 && u != 0x7f;
    }

    const char *endOfText(const char *p, const char *end) const
    {
        // A byte below 0x20 or equal to 0x7f ends the run. Sixteen at a time where every machine can, else eight.
#ifdef __SSE2__
        const __m128i lastControl = _mm_set1_epi8(0x1f), rubout = _mm_set1_epi8(0x7f);
        for (; end - p >= 16; p += 16) {
            const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
            const __m128i others = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(v, lastControl), v), _mm_cmpeq_epi8(v, rubout));
            if (const auto found = unsigned(_mm_movemask_epi8(others)))
                return p + std::countr_zero(found);
        }
#endif
        constexpr std::uint64_t ones = 0x0101010101010101ull, highs = 0x8080808080808080ull;
        while (end - p >= 8) {
            std::uint64_t v;
            std::memcpy(&v, p, 8);
            const std::uint64_t low = (v - ones * 0x20) & ~v;
            const std::uint64_t del = v ^ (ones * 0x7f);
            if (((low | ((del - ones) & ~del)) & highs) != 0)
                break;
            p += 8;
        }
        while (p < end && isText(*p))
            ++p;
        return p;
    }

    [[gnu::always_inline]] const char *ground(const char *p, const char *end) // the loop of nearly every byte: a call for each run is a tenth of it
    {
        if (!isText(*p)) {
            if (*p == 0x1b && end - p > 2 && p[1] == '[')
                return wholeCsi(p + 2, end);
            return control(p);
        }
#ifdef __SSE2__
        if constexpr (requires { m_sink.shortText(p, std::size_t(1)); }) {
            if (!m_inLines && end - p > kShortText) {
                if (const int n = shortAscii(p)) {
                    m_sink.shortText(p, std::size_t(n));
                    return endText(p + n, end);
                }
            }
        }
#endif
        // Between sequences runs are short. Where lines follow each other, the ends of many are found at once.
        const char *runEnd = m_inLines ? m_controls.next(p, end) : end - p > 1 && !isText(p[1]) ? p + 1 : endOfText(p, end);
        const char *whole = runEnd;
        if (runEnd == end)
            whole = end - incompleteTail(p, end);
        if (whole > p) {
            const std::size_t used = m_sink.text(p, std::size_t(whole - p));
            p += used;
            if (p < whole) { // a C1 control, two bytes
                note(p + 2);
                c1(static_cast<unsigned char>(p[1]));
                return p + 2;
            }
        }
        if (runEnd == end) {
            m_heldSize = std::size_t(end - whole);
            std::memcpy(m_held, whole, m_heldSize);
            return end;
        }
        return endText(runEnd, end);
    }

#ifdef __SSE2__
    // How many bytes before the next control are text, if they are fewer than kShortText and all ASCII; else 0.
    static int shortAscii(const char *p)
    {
        const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
        const __m128i others = _mm_or_si128(_mm_cmplt_epi8(v, _mm_set1_epi8(0x20)), _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f))); // negative: beyond ASCII
        const int n = std::countr_zero(unsigned(_mm_movemask_epi8(others)) | 1u << kShortText);
        return n < kShortText && p[n] >= 0 ? n : 0;
    }
#endif

    // What ends a run of text: the end of a line is taken in with it.
    const char *endText(const char *p, const char *end)
    {
        m_inLines = *p == '\r' || *p == '\n';
        return m_inLines ? lineEnd(p, end) : p;
    }

    const char *lineEnd(const char *p, const char *end) // CR LF, CR or LF
    {
        const bool both = end - p > 1 && p[0] == '\r' && p[1] == '\n';
        note(++p);
        m_sink.control(static_cast<unsigned char>(p[-1]));
        if (both) {
            note(++p);
            m_sink.control('\n');
        }
        return p;
    }

    static std::size_t incompleteTail(const char *p, const char *end)
    {
        for (std::size_t back = 1; back <= 3 && std::size_t(end - p) >= back; ++back) {
            const auto u = static_cast<unsigned char>(end[-std::ptrdiff_t(back)]);
            if (u < 0x80)
                return 0;
            if (u >= 0xc0)
                return decodeUtf8(end - back, end).incomplete ? back : 0;
        }
        return 0;
    }

    // The rest of a character whose first bytes came with the last feed.
    const char *completeHeld(const char *p, const char *end)
    {
        while (p < end) {
            if (!(static_cast<unsigned char>(*p) >= 0x80 && static_cast<unsigned char>(*p) < 0xc0))
                break;
            m_held[m_heldSize++] = *p++;
            const Decoded d = decodeUtf8(m_held, m_held + m_heldSize);
            if (d.incomplete)
                continue;
            if (d.length < m_heldSize) { // the last byte did not belong to it
                --m_heldSize;
                --p;
            }
            break;
        }
        if (p == end && decodeUtf8(m_held, m_held + m_heldSize).incomplete)
            return p;
        const std::size_t n = std::exchange(m_heldSize, 0);
        if (m_sink.text(m_held, n) < n) {
            note(p);
            c1(static_cast<unsigned char>(m_held[1]));
        }
        return p;
    }

    void note(const char *after) { m_after = after; }

    const char *control(const char *p)
    {
        const auto c = static_cast<unsigned char>(*p);
        note(p + 1);
        if (c == 0x1b)
            enterEscape();
        else if (c != 0 && c != 0x7f && c != 0x18 && c != 0x1a)
            m_sink.control(c);
        return p + 1;
    }

    void enterEscape()
    {
        m_escape = {};
        m_state = State::Escape;
    }

    void c1(unsigned char c)
    {
        m_state = State::Ground;
        switch (c) {
        case 0x90: startString(StringKind::Dcs, true); break;
        case 0x98: startString(StringKind::Sos, true); break;
        case 0x9b: startCsi(); break;
        case 0x9d: startString(StringKind::Osc, true); break;
        case 0x9e: startString(StringKind::Pm, true); break;
        case 0x9f: startString(StringKind::Apc, true); break;
        case 0x9c: break; // ST with no string
        default: m_sink.escape({0, char(c - 0x40)});
        }
    }

    void startCsi()
    {
        m_csi.leader = m_csi.intermediate = 0;
        m_csi.count = 0;
        m_csi.colons = 0;
        m_overflow = false;
        m_atStart = true;
        m_state = State::CsiParams;
    }

    void startString(StringKind kind, bool byC1 = false)
    {
        m_kind = kind;
        m_byC1 = byC1;
        m_bell = false;
        m_string.clear();
        m_tooLong = false;
        m_lastByte = 0;
        m_state = State::String;
    }

    void endString(const char *after)
    {
        m_state = State::Ground;
        note(after);
        if (!m_tooLong)
            m_sink.string(m_kind, m_string);
        if (m_string.capacity() > kKeptString)
            m_string = std::string();
    }

    // Not in ground: one step, or a run of string bytes.
    const char *step(const char *p, const char *end)
    {
        if (m_state == State::String)
            return stringBytes(p, end);
        const auto c = static_cast<unsigned char>(*p);
        if (m_state == State::StringEscape) {
            if (c == '\\') {
                endString(p + 1);
                return p + 1;
            }
            enterEscape(); // ESC and something else ends the string unheard and starts a sequence of its own
            return p;
        }
        if (c < 0x20 || c == 0x7f) {
            if (c == 0x18 || c == 0x1a)
                m_state = State::Ground;
            const State before = m_state;
            p = control(p); // controls act in the middle of a sequence
            if (c != 0x1b)
                m_state = before;
            return p;
        }
        if (c >= 0x80) { // no sequence holds these: it is void, and this is text again
            m_state = State::Ground;
            return p;
        }
        switch (m_state) {
        case State::Escape: return escapeByte(p, c);
        case State::EscapeIgnore:
            if (c >= 0x30)
                m_state = State::Ground;
            return p + 1;
        case State::CsiParams: return csiParams(p, end);
        case State::CsiIntermediate:
        case State::CsiIgnore: return csiTail(p, c);
        default: return p + 1;
        }
    }

    const char *escapeByte(const char *p, unsigned char c)
    {
        note(p + 1);
        if (c < 0x30) {
            if (m_escape.intermediate)
                m_state = State::EscapeIgnore;
            m_escape.intermediate = char(c);
            return p + 1;
        }
        m_state = State::Ground;
        if (!m_escape.intermediate) {
            switch (c) {
            case 'P': startString(StringKind::Dcs); return p + 1;
            case 'X': startString(StringKind::Sos); return p + 1;
            case '[': startCsi(); return p + 1;
            case ']': startString(StringKind::Osc); return p + 1;
            case '^': startString(StringKind::Pm); return p + 1;
            case '_': startString(StringKind::Apc); return p + 1;
            default: break;
            }
        }
        m_escape.final = char(c);
        m_sink.escape(m_escape);
        return p + 1;
    }

    const char *csiParams(const char *p, const char *end)
    {
        for (; p < end; ++p) {
            const auto c = static_cast<unsigned char>(*p);
            if (c >= '0' && c <= '9') {
                if (m_csi.count == 0)
                    pushParam(false);
                if (!m_overflow) {
                    std::uint16_t &v = m_csi.params[std::size_t(m_csi.count - 1)];
                    const unsigned next = (v == CsiSequence::kMissing ? 0u : v) * 10u + (c - '0');
                    v = std::uint16_t(std::min<unsigned>(next, CsiSequence::kMaxValue));
                }
            } else if (c == ';' || c == ':') {
                if (m_csi.count == 0)
                    pushParam(false);
                pushParam(c == ':');
            } else if (c >= 0x3c && c <= 0x3f) {
                if (!m_atStart) {
                    m_state = State::CsiIgnore;
                    return p + 1;
                }
                m_csi.leader = char(c);
            } else if (c >= 0x20 && c < 0x30) {
                m_state = State::CsiIntermediate;
                return csiTail(p, c);
            } else if (c >= 0x40 && c < 0x7f) {
                return csiTail(p, c);
            } else {
                return p; // a control or a byte that voids the sequence: step() decides
            }
            m_atStart = false;
        }
        return p;
    }

    static constexpr int kCsiBytes = 48; // a sequence of two true colours and more

    static constexpr int kMostCsiBytes = 16; // what nearly all have

    // Bit i: p[i] is no digit. Of the bytes in [from, to), both multiples of 16.
    template<int from, int to> static std::uint64_t othersThanDigits(const char *p)
    {
        std::uint64_t found = 0;
#ifdef __SSE2__
        for (int i = from; i < to; i += 16) {
            const __m128i v = _mm_sub_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i *>(p + i)), _mm_set1_epi8('0'));
            const __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(9)), v);
            found |= std::uint64_t(unsigned(_mm_movemask_epi8(digits)) ^ 0xffff) << i;
        }
#else
        for (int i = from; i < to; ++i)
            found |= std::uint64_t(static_cast<unsigned char>(p[i] - '0') > 9) << i;
#endif
        return found;
    }

    // The number of `digits` <= 4 digits at `p`, of which four bytes are looked at.
    static std::uint32_t shortNumber(const char *p, int digits)
    {
        if constexpr (std::endian::native == std::endian::little) { // how many they are cannot be foreseen: no branch for each
            std::uint32_t v;
            std::memcpy(&v, p, 4);
            const auto last = std::uint32_t(std::uint64_t(v & 0x0f0f0f0f) << (32 - 8 * digits)); // the last digit in the highest byte
            const std::uint32_t pairs = (last * (10 * 256 + 1)) >> 8 & 0x00ff00ff;
            return (pairs * (100 * 65536 + 1)) >> 16;
        }
        std::uint32_t value = 0;
        for (int i = 0; i < digits; ++i)
            value = value * 10 + std::uint32_t(p[i] - '0');
        return value;
    }

    // A control sequence that is complete in these bytes, without the detour through the states. Where its numbers end is
    // known from all bytes at once, so that the processor need not wait for one to know where the next begins. Anything
    // unusual, and what is near the end of the bytes, is left to the states.
    const char *wholeCsi(const char *const begin, const char *end)
    {
        if (end - begin < kCsiBytes + 4) {
            startCsi();
            return begin;
        }
        m_csi.leader = m_csi.intermediate = 0;
        bool isLong = m_lastWasLong; // the like follow each other
        std::uint64_t others = isLong ? othersThanDigits<0, kCsiBytes>(begin) : othersThanDigits<0, kMostCsiBytes>(begin);
        int from = 0; // of the number
        if (*begin >= 0x3c && *begin <= 0x3f) {
            m_csi.leader = *begin;
            others &= others - 1;
            from = 1;
        }
        std::uint16_t *const params = m_csi.params.data();
        int count = 0;
        std::uint64_t colons = 0;
        const auto lookFurther = [&] {
            if (isLong)
                return false;
            isLong = true;
            others = othersThanDigits<kMostCsiBytes, kCsiBytes>(begin);
            return others != 0;
        };
        for (; others != 0 || lookFurther(); others &= others - 1) {
            const int at = std::countr_zero(others), digits = at - from;
            const auto c = static_cast<unsigned char>(begin[at]);
            if (digits > 4 || count == CsiSequence::kMaxParams) // longer numbers are clamped by the states
                break;
            const bool isLast = c != ';' && c != ':';
            if (!isLast || digits > 0 || count > 0)
                params[count++] = digits == 0 ? CsiSequence::kMissing : std::uint16_t(shortNumber(begin + from, digits));
            if (!isLast) {
                colons |= std::uint64_t(c == ':') << count;
                from = at + 1;
                continue;
            }
            if (c < 0x40 || c > 0x7e)
                break;
            m_lastWasLong = at >= kMostCsiBytes;
            m_csi.count = count;
            m_csi.colons = std::uint32_t(colons);
            m_csi.final = char(c);
            note(begin + at + 1);
            m_sink.csi(m_csi);
            return begin + at + 1;
        }
        startCsi();
        return begin;
    }

    void pushParam(bool sub)
    {
        m_overflow = m_csi.count >= CsiSequence::kMaxParams;
        if (m_overflow)
            return;
        if (sub)
            m_csi.colons |= 1u << m_csi.count;
        m_csi.params[std::size_t(m_csi.count++)] = CsiSequence::kMissing;
    }

    const char *csiTail(const char *p, unsigned char c)
    {
        if (c < 0x30) {
            if (m_csi.intermediate)
                m_state = State::CsiIgnore;
            m_csi.intermediate = char(c);
            return p + 1;
        }
        if (c < 0x40) {
            m_state = State::CsiIgnore;
            return p + 1;
        }
        const bool ignored = m_state == State::CsiIgnore;
        m_state = State::Ground;
        if (!ignored) {
            m_csi.final = char(c);
            note(p + 1);
            m_sink.csi(m_csi);
        }
        return p + 1;
    }

    const char *stringBytes(const char *p, const char *end)
    {
        const char *from = p;
        for (; p < end; ++p) {
            const auto c = static_cast<unsigned char>(*p);
            if (c >= 0x20 && (c < 0x80 || c > 0x9f))
                continue;
            const bool isC1 = c >= 0x80 && (p > from ? p[-1] : m_lastByte) == '\xc2'; // a lone byte is the tail of some other character
            if (c >= 0x80 && !isC1)
                continue;
            keep(from, p);
            if (isC1) {
                if (!m_string.empty())
                    m_string.pop_back();
                m_lastByte = m_string.empty() ? '\0' : m_string.back();
            }
            const bool bell = c == 0x07 && m_kind == StringKind::Osc;
            // ST as a C1 control ends only what a C1 control has begun. Nobody mixes them, and shells print names of folders
            // and commands in strings that begin with ESC: such a name must not end its string and begin one of its own.
            const bool st = c == 0x9c && m_byC1;
            if (c == 0x18 || c == 0x1a) {
                m_state = State::Ground;
                return p + 1;
            }
            if (c == 0x1b) {
                m_state = State::StringEscape;
                return p + 1;
            }
            if (bell || st) {
                m_bell = bell;
                endString(p + 1);
                return p + 1;
            }
            from = p + 1; // other controls, of C1 too, are not part of a string
        }
        keep(from, p);
        return p;
    }

    void keep(const char *from, const char *to)
    {
        const auto n = std::size_t(to - from);
        if (n > 0)
            m_lastByte = to[-1];
        if (m_tooLong || n == 0)
            return;
        if (m_string.size() + n > m_stringLimit) {
            m_tooLong = true;
            m_string = std::string();
            return;
        }
        m_string.append(from, n);
    }

    static constexpr std::size_t kKeptString = 4096;

    Sink &m_sink;
    const std::size_t m_stringLimit;
    State m_state = State::Ground;
    StringKind m_kind = StringKind::Osc;
    bool m_atStart = false, m_overflow = false, m_tooLong = false, m_byC1 = false, m_bell = false;
    char m_lastByte = 0; // of the string so far
    EscapeSequence m_escape;
    CsiSequence m_csi;
    std::string m_string;
    char m_held[4] = {};
    std::size_t m_heldSize = 0;
    const char *m_begin = nullptr, *m_after = nullptr; // of this feed: its bytes, and what follows the last sequence
    std::uint64_t m_base = 0;
    bool m_lastWasLong = false; // the last control sequence had more than kMostCsiBytes
    bool m_inLines = false; // the last run of text was ended by the end of a line
    ControlIndex m_controls;
};

} // namespace core::vt
