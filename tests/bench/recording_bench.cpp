// What recording costs a session that floods, and how long seeking takes in a long recording.
//
//   recording_bench DIR [MiB of output, default 100]
//
// Flood: `cat` of a file of text through a local PTY into a session with nobody looking, with and without a recorder, in
// turns; the time is from start to the program's end. Seek: a recording of so much output is made by hand in DIR (so that
// nothing is skipped); cold is the first seek after opening it, warm is after the keyframes were made.
#include "core/pty/local_pty.h"
#include "core/recording/player.h"
#include "core/recording/recorder.h"
#include "core/session/session.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <poll.h>
#include <random>
#include <string>
#include <unistd.h>

namespace {

using namespace core;
using namespace core::recording;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void giveUp(const std::string &why)
{
    std::fprintf(stderr, "recording_bench: %s\n", why.c_str());
    std::exit(1);
}

std::string text(std::size_t lines, bool coloured)
{
    std::mt19937 random(3);
    std::string out;
    for (std::size_t i = 0; i < lines; ++i) {
        for (int word = 0; word < 11; ++word) {
            if (coloured && random() % 4 == 0)
                out += "\x1b[3" + std::to_string(random() % 8) + 'm';
            for (unsigned n = 2 + random() % 9; n > 0; --n)
                out += char('a' + random() % 26);
            out += ' ';
        }
        out += coloured ? "\x1b[0m\r\n" : "\r\n";
    }
    return out;
}

struct Flood
{
    double seconds = 0;
    std::size_t skipped = 0;
    std::uint64_t bytes = 0;
};

Flood flood(const std::string &input, const std::string &recordTo)
{
    session::SessionOptions options;
    options.size = {200, 50};
    // It waits for a line, so that everybody looks before the first byte.
    auto pty = pty::startLocal({"/bin/sh", {"sh", "-c", "read x; exec cat \"$0\"", input}, {{"PATH", "/usr/bin:/bin"}, {"TERM", "xterm-256color"}}, "/", options.size});
    if (!pty)
        giveUp(pty.error().message);
    const auto session = session::startSession(options, std::move(*pty));
    const auto subscription = session->subscribe();
    std::unique_ptr<Recorder> recorder;
    if (!recordTo.empty()) {
        ::unlink(recordTo.c_str());
        Recorder::Options recording;
        recording.path = recordTo;
        recording.maxBytes = 4ull << 30;
        auto started = Recorder::start(session, recording, [](const RecordingStatus &) {});
        if (!started)
            giveUp(started.error().message);
        recorder = std::move(*started);
        while (recorder->status().bytes < 300) // the first screen is written
            ::usleep(1000);
    }
    const auto start = Clock::now();
    if (!session->post(session::SendText{"\r"}, {{}, "bench", session::Role::Operate}))
        giveUp("the session takes no input");
    for (bool ended = false; !ended;) {
        pollfd fd{subscription->wakeFd(), POLLIN, 0};
        ::poll(&fd, 1, -1);
        for (const session::Event &event : subscription->takeEvents())
            ended = ended || std::holds_alternative<session::Ended>(event);
    }
    Flood result{secondsSince(start)};
    if (recorder) {
        recorder->stop();
        while (recorder->status().end == EndReason::None)
            ::usleep(1000);
        result.skipped = recorder->status().skipped;
        result.bytes = recorder->status().bytes;
    }
    return result;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void benchFlood(const std::string &dir, std::size_t mib, bool coloured)
{
    const std::string input = dir + "/flood.txt", output = dir + "/flood.cast";
    const std::string piece = text(2000, coloured);
    std::size_t size = 0;
    {
        std::ofstream file(input, std::ios::binary);
        for (; size < mib << 20; size += piece.size())
            file << piece;
    }
    std::vector<double> without, with;
    std::size_t skipped = 0;
    std::uint64_t written = 0;
    constexpr int kRuns = 5;
    for (int i = 0; i < kRuns; ++i) {
        without.push_back(flood(input, {}).seconds);
        const Flood recorded = flood(input, output);
        with.push_back(recorded.seconds);
        skipped += recorded.skipped;
        written = recorded.bytes;
    }
    const double mb = double(size) / 1e6;
    std::printf("flood, %-8s %6.1f MB/s alone, %6.1f MB/s recorded, ratio %.2f; %.1f MB written, %.1f skips a run\n", coloured ? "coloured" : "plain", mb / median(without),
                mb / median(with), median(without) / median(with), double(written) / 1e6, double(skipped) / kRuns);
    ::unlink(input.c_str());
    ::unlink(output.c_str());
}

void benchSeek(const std::string &dir, std::size_t mib)
{
    const std::string path = dir + "/long.cast";
    const std::string piece = text(40, true);
    std::size_t size = 0;
    Time at{};
    {
        std::ofstream file(path, std::ios::binary);
        file << "{\"version\":2,\"width\":200,\"height\":50}\n";
        for (; size < mib << 20; size += piece.size(), at += Time(10'000)) {
            std::string line;
            appendEvent(line, {at, code::kOutput, piece});
            file << line;
        }
    }
    const auto timed = [](auto run) {
        const auto start = Clock::now();
        run();
        return secondsSince(start) * 1e3;
    };
    CastIndexPtr index;
    const double indexed = timed([&] { index = *indexCast(path); });
    auto player = std::move(*Player::open(path));
    const double cold = timed([&] { player->seek({at / 2}); });
    const double all = timed([&] { player->seek({at}); });
    std::mt19937_64 random(5);
    std::vector<double> warm;
    for (int i = 0; i < 200; ++i)
        warm.push_back(timed([&] { player->seek({Time(std::int64_t(random() % std::uint64_t(at.count())))}); (void)player->frame(); }));
    std::ranges::sort(warm);
    std::printf("seek, %.0f MB of output: index %.0f ms, first seek to the middle %.0f ms, from there to the end %.0f ms; then anywhere %.1f ms median, %.1f ms p99; %zu keyframes\n",
                double(size) / 1e6, indexed, cold, all, warm[warm.size() / 2], warm[warm.size() * 99 / 100], player->keyframes());
    ::unlink(path.c_str());
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2)
        giveUp("usage: recording_bench DIR [MiB]");
    const std::size_t mib = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100;
    benchFlood(argv[1], mib, false);
    benchFlood(argv[1], mib, true);
    benchSeek(argv[1], mib);
    return 0;
}
