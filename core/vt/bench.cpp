#include "core/vt/bench.h"

#include "core/vt/emulator.h"
#include "core/vt/vterm_rivals.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>

namespace core::vt {
namespace {

constexpr std::size_t kPiece = 64 * 1024; // a large read from a PTY
constexpr int kPasses = 7;
constexpr std::chrono::milliseconds kSlice(150); // per engine and pass

// Feeds the file again and again for one slice; MB/s.
template<typename Feed> double slice(const std::string &bytes, Feed &&feed)
{
    using Clock = std::chrono::steady_clock;
    std::size_t fed = 0;
    const auto start = Clock::now();
    Clock::duration spent{};
    do {
        for (std::size_t at = 0; at < bytes.size(); at += kPiece)
            feed(std::string_view(bytes).substr(at, kPiece));
        fed += bytes.size();
        spent = Clock::now() - start;
    } while (spent < kSlice && !bytes.empty());
    return double(fed) / std::chrono::duration<double>(spent).count() / 1e6;
}

double median(std::array<double, kPasses> values)
{
    std::nth_element(values.begin(), values.begin() + kPasses / 2, values.end());
    return values[kPasses / 2];
}

BenchFigure measure(const BenchInput &input, base::GridSize size)
{
    EmulatorEvents ignored;
    Emulator::Options options;
    options.size = size;
    Emulator emulator(options, ignored);
    VtermRival state(VtermRival::Layer::State, size), screen(VtermRival::Layer::Screen, size);
    const auto toBerth = [&](std::string_view piece) {
        emulator.feed(piece);
        (void)emulator.takeReplies();
    };
    const auto toState = [&](std::string_view piece) { state.feed(piece); };
    const auto toScreen = [&](std::string_view piece) { screen.feed(piece); };
    for (std::size_t at = 0; at < input.bytes.size(); at += kPiece) { // caches and scrollback, untimed
        const std::string_view piece = std::string_view(input.bytes).substr(at, kPiece);
        toBerth(piece);
        toState(piece);
        toScreen(piece);
    }
    std::array<double, kPasses> berth{}, rawState{}, rawScreen{};
    for (std::size_t pass = 0; pass < kPasses; ++pass) {
        berth[pass] = slice(input.bytes, toBerth);
        rawState[pass] = slice(input.bytes, toState);
        rawScreen[pass] = slice(input.bytes, toScreen);
    }
    return {input.name, input.bytes.size(), median(berth), median(rawState), median(rawScreen)};
}

} // namespace

std::vector<BenchFigure> runBench(const std::vector<BenchInput> &inputs, base::GridSize size,
                                  const std::function<void(const BenchFigure &)> &each)
{
    std::vector<BenchFigure> figures;
    for (const BenchInput &input : inputs) {
        figures.push_back(measure(input, base::clamped(size)));
        if (each)
            each(figures.back());
    }
    return figures;
}

std::string benchText(const BenchFigure &f)
{
    char line[160];
    std::snprintf(line, sizeof line, "  %8.1f MB/s   state %8.1f (%.2fx)   screen %8.1f (%.2fx)\n", f.berth, f.state,
                  f.state > 0 ? f.berth / f.state : 0, f.screen, f.screen > 0 ? f.berth / f.screen : 0);
    return f.file + line;
}

std::string benchJson(const std::vector<BenchFigure> &figures)
{
    QJsonArray out;
    for (const BenchFigure &f : figures) {
        out.append(QJsonObject{{QStringLiteral("file"), QString::fromStdString(f.file)},
                               {QStringLiteral("bytes"), double(f.bytes)},
                               {QStringLiteral("berth"), f.berth},
                               {QStringLiteral("state"), f.state},
                               {QStringLiteral("screen"), f.screen}});
    }
    return QJsonDocument(out).toJson(QJsonDocument::Compact).toStdString() + '\n';
}

} // namespace core::vt
