// Minutes of output in seconds of patience: what a session keeps stays bounded while a program floods it, with a viewer
// that looks and one that never does.
#include "core/pty/local_pty.h"
#include "core/session/session.h"
#include "tests/support/screen_text.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QTest>
#include <fstream>
#include <unistd.h>

using namespace core;

namespace {

std::size_t residentBytes()
{
    std::ifstream statm("/proc/self/statm");
    std::size_t total = 0, resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

class SoakTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFloodHoldsFlatMemory()
    {
        pty::LocalSpec spec{"/bin/sh", {"sh", "-c", "exec yes 'a line that fills some of the width of the screen'"}, {{"PATH", "/usr/bin:/bin"}}, {}, {120, 40}};
        auto started = pty::startLocal(spec);
        QVERIFY(started.has_value());
        session::SessionOptions options;
        options.info.id = {1};
        options.size = {120, 40};
        const session::SessionPtr session = session::startSession(std::move(options), std::move(*started));
        tests::ScreenWatch looks(session);
        const auto tap = session->openTap(); // never read: the ring goes round
        const auto neverLooks = session->subscribe();

        const auto flood = [&](int seconds) {
            QElapsedTimer timer;
            timer.start();
            (void)looks.waitUntil([&](const session::SessionFrame &) { return timer.elapsed() > seconds * 1000; }, seconds * 2000 + 10'000);
        };
        flood(8); // history and ring are full by now
        const std::size_t before = residentBytes();
        const base::LineId lineBefore = session->frame()->screen->rows.back()->line;
        flood(30);
        const std::size_t after = residentBytes();
        const base::LineId lineAfter = session->frame()->screen->rows.back()->line;
        qInfo("%llu lines, resident %zu -> %zu KiB", static_cast<unsigned long long>(lineAfter - lineBefore), before / 1024, after / 1024);
        QVERIFY(lineAfter > lineBefore + 100'000);
        constexpr std::size_t kAllocatorSlack = 8u << 20;
        QVERIFY(after < before + kAllocatorSlack);

        // The flood does not delay a key: Ctrl-C ends it.
        QVERIFY(session->post(session::SendKey{{vt::Key::None, vt::Ctrl, U'c'}}, tests::user()).has_value());
        QVERIFY(looks.waitUntil([](const session::SessionFrame &frame) { return frame.ended.has_value(); }));
    }
};

BERTH_TEST(SoakTest)
#include "soak_test.moc"
