// The one scanner and the tracker on text without marks and on a stream full of them, beside memchr on the same bytes.
#include "core/shell/tracker.h"
#include "core/vt/scanner.h"

#include <benchmark/benchmark.h>
#include <charconv>
#include <cstring>
#include <string>
#include <utility>

using namespace core;

namespace {

const std::string kNonce = "0123456789abcdef0123456789abcdef";
constexpr std::size_t kBytes = 64u << 20; // more than the caches hold, as output that is read once
constexpr std::size_t kRead = 64u * 1024; // what a session reads at once

// What stands behind the scanner when only marks matter.
class MarkSink
{
public:
    explicit MarkSink(shell::Tracker &tracker) : m_tracker(tracker) {}

    std::size_t text(const char *, std::size_t n) { return n; }
    void control(unsigned char) {}
    void escape(const vt::EscapeSequence &) {}
    void csi(const vt::CsiSequence &) {}
    void string(vt::StringKind kind, std::string &payload)
    {
        if (kind != vt::StringKind::Osc)
            return;
        base::OscMark mark;
        const auto [end, error] = std::from_chars(payload.data(), payload.data() + payload.size(), mark.code);
        if (error != std::errc() || end == payload.data() + payload.size())
            return;
        mark.payload = payload.substr(std::size_t(end + 1 - payload.data()));
        mark.position = {m_line++, 0};
        benchmark::DoNotOptimize(m_tracker.consume(mark, {}, {}));
    }

private:
    shell::Tracker &m_tracker;
    base::LineId m_line = 0;
};

std::string repeated(const std::string &unit)
{
    std::string out;
    while (out.size() < kBytes)
        out += unit;
    return out;
}

const std::string &lines() // as of `ls -l`
{
    static const std::string text = repeated("-rw-r--r-- 1 ann ann   4096 Nov 24 10:00 some-file-with-a-name.txt\r\n");
    return text;
}

const std::string &longLines() // JSON, minified sources
{
    static const std::string text = repeated(std::string(4000, 'x') + "\r\n");
    return text;
}

const std::string &marks() // a shell whose commands print nothing
{
    static const std::string text = [] {
        const auto own = [](const std::string &body) { return "\x1b]133;" + body + ";nonce=" + kNonce + "\a"; };
        return repeated(own("A") + "$ " + own("B") + "true\r\n\x1b]633;E;true;" + kNonce + "\a" + own("C") + own("D;0"));
    }();
    return text;
}

void memchrAlone(benchmark::State &state, const std::string &text)
{
    for (auto _ : state)
        for (std::size_t at = 0; at < text.size(); at += kRead) {
            const char *p = text.data() + at;
            const char *const end = p + std::min(kRead, text.size() - at);
            while (p < end && (p = static_cast<const char *>(std::memchr(p, 0x1b, std::size_t(end - p)))))
                ++p;
            benchmark::DoNotOptimize(p);
        }
    state.SetBytesProcessed(std::int64_t(state.iterations()) * std::int64_t(text.size()));
}

void scannerAndTracker(benchmark::State &state, const std::string &text)
{
    shell::Tracker tracker(kNonce);
    MarkSink sink(tracker);
    vt::Scanner<MarkSink> scanner(sink, 1u << 20);
    for (auto _ : state)
        for (std::size_t at = 0; at < text.size(); at += kRead)
            benchmark::DoNotOptimize(scanner.feed(std::string_view(text).substr(at, kRead), [] { return false; }));
    state.SetBytesProcessed(std::int64_t(state.iterations()) * std::int64_t(text.size()));
}

} // namespace

BENCHMARK_CAPTURE(memchrAlone, lines, lines());
BENCHMARK_CAPTURE(scannerAndTracker, lines, lines());
BENCHMARK_CAPTURE(memchrAlone, long_lines, longLines());
BENCHMARK_CAPTURE(scannerAndTracker, long_lines, longLines());
BENCHMARK_CAPTURE(memchrAlone, marks, marks());
BENCHMARK_CAPTURE(scannerAndTracker, marks, marks());
BENCHMARK_MAIN();
