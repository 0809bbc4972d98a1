#include "ui/desk/log_line.h"

#include "core/vt/scanner.h"
#include "core/vt/sgr.h"

#include <QDateTime>
#include <chrono>

namespace ui::desk {
namespace {

constexpr int kTab = 8;

bool isHarmful(QChar c)
{
    const char16_t u = c.unicode();
    return u < 0x20 || (u >= 0x7f && u < 0xa0) || u == 0x2028 || u == 0x2029 || u == 0x061c || u == 0x200e || u == 0x200f || (u >= 0x202a && u <= 0x202e)
        || (u >= 0x2066 && u <= 0x2069) || u == 0xfeff;
}

class Sink
{
public:
    explicit Sink(LogText &out) : m_out(out) {}

    std::size_t text(const char *bytes, std::size_t n)
    {
        startRun();
        QString more = QString::fromUtf8(bytes, qsizetype(n));
        for (QChar &c : more) {
            if (isHarmful(c))
                c = QChar::ReplacementCharacter;
        }
        m_out.text += more;
        return n;
    }
    void control(unsigned char c)
    {
        if (c == '\t') {
            startRun();
            m_out.text += QString(kTab - m_out.text.size() % kTab, QLatin1Char(' '));
        } else if (c == '\r') {
            m_return = true; // progress bars write the line again and again
        } else if (c != '\n' && c != '\a') {
            startRun();
            m_out.text += QChar::ReplacementCharacter;
        }
    }
    void escape(const core::vt::EscapeSequence &) {}
    void csi(const core::vt::CsiSequence &csi)
    {
        if (csi.final != 'm' || csi.leader != 0 || csi.intermediate != 0)
            return;
        closeRun();
        core::vt::applySgr(csi, m_style);
        m_style.link = 0;
    }
    void string(core::vt::StringKind, std::string &) {}
    void closeRun()
    {
        const qsizetype end = m_out.text.size();
        if (m_style != core::vt::Style() && end > m_begin)
            m_out.runs.push_back({m_begin, end - m_begin, m_style});
        m_begin = end;
    }

private:
    void startRun()
    {
        if (!m_return)
            return;
        m_return = false;
        m_out.text.clear();
        m_out.runs.clear();
        m_begin = 0;
    }

    LogText &m_out;
    core::vt::Style m_style;
    qsizetype m_begin = 0;
    bool m_return = false;
};

int number(std::string_view digits) // -1: it is none
{
    int value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    return digits.empty() ? -1 : value;
}

} // namespace

LogText readLogLine(std::string_view bytes)
{
    LogText out;
    Sink sink(out);
    constexpr std::size_t kLongestString = 4096; // OSC and the like are dropped anyway
    core::vt::Scanner<Sink> scanner(sink, kLongestString);
    const auto never = [] { return false; };
    scanner.feed(bytes, never);
    if (!bytes.empty() && static_cast<unsigned char>(bytes.back()) >= 0x80)
        scanner.feed(std::string_view(" "), never); // lets go of the beginning of a character that does not go on
    sink.closeRun();
    return out;
}

std::int64_t takeTime(std::string_view &line)
{
    constexpr std::size_t kSeconds = 19, kLongest = 40; // "2025-11-28T08:01:12"
    if (line.size() < kSeconds + 1 || line[4] != '-' || line[7] != '-' || line[10] != 'T' || line[13] != ':' || line[16] != ':')
        return 0;
    const int year = number(line.substr(0, 4)), month = number(line.substr(5, 2)), day = number(line.substr(8, 2));
    const int hour = number(line.substr(11, 2)), minute = number(line.substr(14, 2)), second = number(line.substr(17, 2));
    if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return 0;
    std::size_t at = kSeconds;
    std::int64_t nanoseconds = 0, unit = 100'000'000;
    if (line[at] == '.') {
        for (++at; at < line.size() && at < kLongest && line[at] >= '0' && line[at] <= '9'; ++at) {
            nanoseconds += unit * (line[at] - '0');
            unit /= 10;
        }
    }
    int zone = 0; // minutes
    if (at < line.size() && line[at] == 'Z') {
        ++at;
    } else if (at + 6 <= line.size() && (line[at] == '+' || line[at] == '-') && line[at + 3] == ':') {
        const int hours = number(line.substr(at + 1, 2)), minutes = number(line.substr(at + 4, 2));
        if (hours < 0 || minutes < 0)
            return 0;
        zone = (line[at] == '-' ? -1 : 1) * (hours * 60 + minutes);
        at += 6;
    } else {
        return 0;
    }
    if (at < line.size() && line[at] != ' ')
        return 0;
    using namespace std::chrono;
    const sys_days date = std::chrono::year(year) / month / day;
    const auto since = duration_cast<seconds>(date.time_since_epoch()) + hours(hour) + minutes(minute - zone) + seconds(second);
    line.remove_prefix(std::min(line.size(), at + 1));
    return since.count() * 1'000'000'000 + nanoseconds;
}

QString clockText(std::int64_t time)
{
    return time == 0 ? QString() : QDateTime::fromMSecsSinceEpoch(time / 1'000'000).toString(QStringLiteral("HH:mm:ss.zzz"));
}

} // namespace ui::desk
