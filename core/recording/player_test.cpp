#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/recording/note.h"
#include "core/recording/player_session.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <poll.h>

using namespace core;
using namespace core::recording;
using namespace std::chrono_literals;

namespace {

constexpr int kPatience = 20'000;

// Written line by line, as a recorder would.
class Cast
{
public:
    explicit Cast(const QString &path) : m_path(path.toStdString()) { m_text = "{\"version\":2,\"width\":40,\"height\":6,\"env\":{\"SHELL\":\"bash\"}}\n"; }
    Cast &out(Time at, const std::string &data) { return event({at, code::kOutput, data}); }
    Cast &event(const CastEvent &event)
    {
        appendEvent(m_text, event);
        return *this;
    }
    Cast &command(Time at, const std::string &text, int exit, const std::string &output)
    {
        ++m_number;
        out(at, "$ " + text + "\r\n");
        event({at, code::kBerth, noteText(CommandBegan{m_number, text, "/", 1, 1, 2})});
        event({at, code::kMarker, text});
        out(at + 500ms, output);
        return event({at + 1s, code::kBerth, noteText(CommandEnded{m_number, exit, 1000ms})});
    }
    const std::string &write()
    {
        QFile file(QString::fromStdString(m_path));
        if (file.open(QIODevice::WriteOnly))
            file.write(m_text.data(), qint64(m_text.size()));
        return m_path;
    }

private:
    std::string m_path, m_text;
    std::uint64_t m_number = 0;
};

std::string bottom(const session::SessionHandle &session)
{
    std::string last;
    const auto frame = session.frame();
    for (const auto &row : frame->screen->rows) {
        if (const std::string text = row->trimmedText(); !text.empty())
            last = text;
    }
    return last;
}

} // namespace

class PlayerTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    std::string sample()
    {
        return Cast(m_dir.filePath(QStringLiteral("s.cast")))
            .command(1s, "true", 0, "fine\r\n")
            .command(10s, "false", 1, "bad\r\n")
            .command(20s, "ls", 0, "a b c\r\n")
            .command(30s, "make", 2, "error\r\n")
            .out(40s, "$ ")
            .write();
    }

private Q_SLOTS:
    void goesToTimesForwardsAndBack()
    {
        auto player = Player::open(sample());
        QVERIFY(player);
        const auto last = [&] {
            std::string text;
            for (const auto &row : (*player)->frame()->rows) {
                if (!row->trimmedText().empty())
                    text = row->trimmedText();
            }
            return text;
        };
        QCOMPARE((*player)->next(), std::optional<Time>(1s));
        (*player)->seek({10500ms});
        QCOMPARE(last(), std::string("bad"));
        QVERIFY((*player)->time() == Time(10500ms));
        (*player)->seek({10499ms});
        QCOMPARE(last(), std::string("$ false"));
        (*player)->seek({100s});
        QVERIFY(!(*player)->next());
        QCOMPARE((*player)->blocks()->size(), std::size_t(4));
        QCOMPARE((*(*player)->blocks())[3].exitCode, std::optional<int>(2));
        (*player)->seek({0s});
        QCOMPARE(last(), std::string());
    }

    // Whatever was played before, and however little memory keyframes may have, a place looks the same.
    void keyframesChangeNothing()
    {
        Cast cast(m_dir.filePath(QStringLiteral("k.cast")));
        for (int i = 0; i < 3000; ++i)
            cast.out(i * 10ms, "\x1b[3" + std::to_string(i % 8) + "mline " + std::to_string(i) + " of some length, so that it wraps\r\n");
        const std::string path = cast.write();
        Player::Options few;
        few.keyframeSpacing = 2000;
        few.keyframeBytes = 300'000;
        auto linear = Player::open(path);
        auto jumping = Player::open(path, few);
        QVERIFY(linear && jumping);
        (*jumping)->seek({100s});
        QVERIFY((*jumping)->keyframes() > 1);
        QVERIFY2((*jumping)->keyframes() < 60, qPrintable(QString::number((*jumping)->keyframes())));
        for (const int at : {29'000, 5'000, 17'230, 17'220, 17'240, 3, 30'000}) {
            linear = Player::open(path);
            (*linear)->seek({at * 1ms});
            (*jumping)->seek({at * 1ms});
            const auto a = (*linear)->frame(), b = (*jumping)->frame();
            QCOMPARE(a->cursor, b->cursor);
            for (std::size_t row = 0; row < a->rows.size(); ++row) {
                QCOMPARE(a->rows[row]->trimmedText(), b->rows[row]->trimmedText());
                QCOMPARE(a->rows[row]->runs, b->rows[row]->runs);
            }
        }
    }

    void aSessionThatPlays()
    {
        auto opened = PlayerSession::open(sample());
        QVERIFY(opened);
        const PlayerSessionPtr session = *opened;
        QTRY_VERIFY_WITH_TIMEOUT(session->state().index != nullptr, kPatience);
        QVERIFY(!session->state().playing);
        QCOMPARE(session->state().index->commands.size(), std::size_t(4));
        QVERIFY(session->post(session::Resize{{10, 10}}, {}));
        QVERIFY(session->post(session::SendText{"x"}, {}).error().is("recording.read_only"));

        session->goToCommand(1);
        QTRY_COMPARE_WITH_TIMEOUT(bottom(*session), std::string("$ false"), kPatience);
        QCOMPARE(session->state().command, 1);
        session->stepCommand(1);
        QTRY_COMPARE_WITH_TIMEOUT(bottom(*session), std::string("$ ls"), kPatience);
        session->stepFailure(1);
        QTRY_COMPARE_WITH_TIMEOUT(bottom(*session), std::string("$ make"), kPatience);
        session->stepFailure(1); // there is no other
        session->stepFailure(-1);
        QTRY_COMPARE_WITH_TIMEOUT(bottom(*session), std::string("$ false"), kPatience);
        session->stepCommand(-1);
        QTRY_COMPARE_WITH_TIMEOUT(bottom(*session), std::string("$ true"), kPatience);
        session->stepCommand(-1);
        QTRY_COMPARE_WITH_TIMEOUT(bottom(*session), std::string(), kPatience);
        QCOMPARE(session->state().command, -1);
        session->seekBy(11s);
        QTRY_COMPARE_WITH_TIMEOUT(bottom(*session), std::string("bad"), kPatience);
        session->seek(Time(-5s));
        QTRY_COMPARE_WITH_TIMEOUT(bottom(*session), std::string(), kPatience);

        session->setSpeed(1e9);
        session->setIdleLimit(Time(100ms));
        QTRY_COMPARE_WITH_TIMEOUT(session->state().speed, kFastest, kPatience);
        session->setPlaying(true);
        QTRY_VERIFY_WITH_TIMEOUT(session->state().atEnd, kPatience);
        QCOMPARE(bottom(*session), std::string("$"));
        QVERIFY(!session->state().playing);
        QVERIFY(session->state().position == Time(40s));
        session->setPlaying(true); // once more, from the beginning
        QTRY_VERIFY_WITH_TIMEOUT(session->state().position < Time(40s), kPatience);
    }

    // Frames and positions arrive at a subscriber while it plays, and nothing does while it rests.
    void whoLooksIsTold()
    {
        auto session = PlayerSession::open(sample());
        QVERIFY(session);
        QTRY_VERIFY_WITH_TIMEOUT((*session)->state().index != nullptr, kPatience);
        auto subscription = (*session)->subscribe(session::Delivery::DropAndTell);
        const auto wakes = [&](int milliseconds) {
            pollfd fd{subscription->wakeFd(), POLLIN, 0};
            const bool woken = ::poll(&fd, 1, milliseconds) == 1;
            (void)subscription->takeEvents();
            return subscription->frameReady() || woken;
        };
        while (wakes(0))
            ;
        (*session)->seek(Time(10s));
        QVERIFY(wakes(kPatience));
        QTRY_COMPARE_WITH_TIMEOUT(bottom(**session), std::string("$ false"), kPatience);
    }

    void whatCannotBePlayedSaysWhy()
    {
        QVERIFY(PlayerSession::open(m_dir.filePath(QStringLiteral("none")).toStdString()).error().is("recording.open"));
        QFile file(m_dir.filePath(QStringLiteral("x.cast")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("hello\n");
        file.close();
        QVERIFY(PlayerSession::open(file.fileName().toStdString()).error().is("recording.not_a_cast"));
    }

    // What others wrote may do anything to the terminal, and nothing to us.
    void hostileEvents()
    {
        Cast cast(m_dir.filePath(QStringLiteral("h.cast")));
        cast.event({1s, code::kResize, "0x0"}).event({1s, code::kResize, "99999999x99999999"}).event({1s, code::kResize, "axb"});
        cast.event({1s, code::kBerth, "{\"kind\":\"command\",\"n\":1,\"prompt\":4294967295,\"above\":4294967295,\"cell\":4294967295}"});
        cast.event({1s, code::kBerth, "{\"kind\":\"exit\",\"n\":99}"}).event({1s, code::kBerth, "nonsense"}).event({1s, code::kInput, "rm"});
        cast.out(1s, "\x1b]133;A\a\x1b]52;c;aGk=\a\x1b[6n\x1b[99999999X");
        auto player = Player::open(cast.write());
        QVERIFY(player);
        (*player)->seek({10s});
        QCOMPARE((*player)->frame()->size, base::kMaxGrid);
        QCOMPARE((*player)->blocks()->size(), std::size_t(1));
    }
};

BERTH_TEST(PlayerTest)
#include "player_test.moc"
