// Blocks keep addressing their own text: the real emulator and tracker under random output, sizes, clearing, full-screen
// programs and a scrollback that forgets. Every line of output names its command, so that a block that points elsewhere shows.
#include "core/shell/tracker.h"
#include "core/vt/emulator.h"
#include "tests/support/test_main.h"
#include "ui/terminal/block_layout.h"
#include "ui/terminal/terminal_view.h"

#include <QTest>
#include <map>
#include <random>

using namespace ui::terminal;
using core::base::BlockId;
using core::shell::Block;
using core::vt::Emulator;

namespace {

class Machine : private core::vt::EmulatorEvents
{
public:
    Machine(unsigned seed, std::size_t historyLines)
        : m_random(seed), m_emulator(options(historyLines), *this), m_tracker("secret")
    {
    }

    // What the outputs were, by block. A block whose screen was erased may have lost any of its lines.
    struct Told
    {
        std::string command, tag;
        QString output;
        bool erased = false;
    };
    std::map<BlockId, Told> told;

    void step()
    {
        switch (below(8)) {
        case 0: resize(); break;
        case 1: fullScreenProgram(); break;
        default: command(); break;
        }
    }

    core::session::SessionFramePtr frame()
    {
        auto frame = std::make_shared<core::session::SessionFrame>();
        frame->screen = m_emulator.frame();
        m_tracker.forgetBefore(frame->screen->history ? frame->screen->history->firstLine() : 0);
        frame->blocks = std::make_shared<const core::shell::BlockList>(m_tracker.blocks());
        return frame;
    }

    void prompt()
    {
        feed("\x1b]133;A;nonce=secret\a$ \x1b]133;B;nonce=secret\a");
    }

private:
    Emulator::Options options(std::size_t historyLines)
    {
        Emulator::Options made;
        made.size = {20 + below(60), 5 + below(30)};
        made.limits.historyLines = historyLines;
        return made;
    }
    void mark(core::base::OscMark &&mark) override
    {
        for (auto &event : m_tracker.consume(mark, {}, {})) {
            if (auto *finished = std::get_if<core::shell::CommandFinished>(&event))
                m_finished = finished->block.id;
        }
    }
    int below(int limit) { return int(m_random() % unsigned(limit)); }
    void feed(const std::string &bytes)
    {
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t count = std::min<std::size_t>(std::size_t(1 + below(40)), bytes.size() - at);
            m_emulator.feed(std::string_view(bytes).substr(at, count));
            at += count;
        }
    }

    void resize()
    {
        m_emulator.resize({8 + below(100), 3 + below(40)});
    }

    std::string line(const std::string &tag)
    {
        static const char *const kPieces[] = {"x", "word ", "日本", "=>", "é", "....", "0123456789", " "};
        std::string text = tag;
        for (int i = below(3) == 0 ? below(60) : below(6); i > 0; --i)
            text += kPieces[below(8)];
        while (text.back() == ' ')
            text.pop_back(); // a line's blank end is no text
        return text;
    }

    void command()
    {
        Told it;
        it.tag = "<" + std::to_string(++m_number) + ">";
        it.command = "run" + it.tag + std::string(std::size_t(below(50)), 'c');
        prompt();
        feed(it.command + "\r\n\x1b]633;E;" + it.command + ";secret\a\x1b]133;C;nonce=secret\a");
        const int lines = below(4) == 0 ? below(120) : below(8);
        QStringList printed;
        for (int i = 0; i < lines; ++i) {
            const std::string text = line(it.tag);
            printed << QString::fromStdString(text);
            const bool last = i + 1 == lines && below(4) == 0; // no line end: the next prompt stands behind it
            feed("\x1b[3" + std::to_string(below(8)) + "m" + text + "\x1b[0m" + (last ? "" : "\r\n"));
        }
        it.output = printed.join(QLatin1Char('\n'));
        if (below(12) == 0) {
            feed(below(2) == 0 ? "\x1b[H\x1b[2J" : "\x1b[H\x1b[2J\x1b[3J");
            it.erased = true;
            for (auto &[id, other] : told)
                other.erased = true;
        }
        feed("\x1b]133;D;" + std::to_string(below(3)) + ";nonce=secret\a");
        told[m_finished] = it;
    }

    void fullScreenProgram()
    {
        feed("\x1b[?1049h\x1b[H\x1b[2J");
        for (int i = below(60); i > 0; --i)
            feed("editor text " + std::to_string(i) + "\r\n");
        if (below(2) == 0)
            resize();
        feed("\x1b[?1049l");
    }

    std::mt19937 m_random;
    Emulator m_emulator;
    core::shell::Tracker m_tracker;
    BlockId m_finished;
    int m_number = 0;
};

// All rows that are whole in this output belong to its command.
bool isOnly(const QString &text, const std::string &tag)
{
    const QString own = QString::fromStdString(tag);
    for (const QString &line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        if (line.contains(QLatin1Char('<')) && !line.startsWith(own))
            return false;
        if (line.startsWith(QLatin1String("$ ")) || line.contains(QLatin1String("editor")))
            return false;
    }
    return true;
}

void checkBlock(const TerminalView &view, const Block &block, const Machine::Told &told)
{
    const QString output = view.blockOutput(block).text(view.document());
    const auto say = [&](const char *what) {
        return QStringLiteral("%1 of %2: got\n%3\nwanted\n%4").arg(QLatin1String(what), QString::fromStdString(told.command), output, told.output).toUtf8();
    };
    QVERIFY2(isOnly(output, told.tag), say("foreign text in the output").constData());
    if (told.erased)
        return;
    QString shown = output;
    while (shown.endsWith(QLatin1Char('\n')))
        shown.chop(1);
    const bool trimmed = !view.document().find(block.outputStart);
    if (trimmed)
        QVERIFY2(told.output.endsWith(shown), say("not the end").constData());
    else
        QCOMPARE(shown, told.output);
    if (!view.document().find(block.commandStart) || !view.document().find(block.outputStart))
        return;
    Selection command;
    const auto column = [&](std::size_t row, core::base::Position position) { return int(position.cell - view.document().row(row)->firstCell); };
    const std::size_t first = *view.document().find(block.commandStart), last = *view.document().find(block.outputStart);
    command.start(view.document(), first, column(first, block.commandStart), SelectionMode::Character);
    command.extend(view.document(), last, column(last, block.outputStart));
    QCOMPARE(command.text(view.document()).trimmed().toStdString(), told.command);
}

} // namespace

class BlocksPropertyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void blocksAddressTheirOwnText_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<int>("historyLines");
        for (int seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %d", seed) << seed << (seed % 3 == 0 ? 60 : 5000);
    }
    void blocksAddressTheirOwnText()
    {
        QFETCH(int, seed);
        QFETCH(int, historyLines);
        Machine machine{unsigned(seed), std::size_t(historyLines)};
        TerminalView view;
        for (int i = 0; i < 60; ++i) {
            machine.step();
            const auto frame = machine.frame();
            view.show(frame);
            for (const Block &block : *frame->blocks) {
                if (const auto told = machine.told.find(block.id); told != machine.told.end() && block.state == Block::State::Finished)
                    checkBlock(view, block, told->second);
                if (QTest::currentTestFailed())
                    return;
            }
        }
        QVERIFY(!machine.frame()->blocks->empty());
    }

    // A folded row hides rows of its own command only, at every width, and what is shown around stays.
    void foldsHideTheirOwnTextOnly_data() { blocksAddressTheirOwnText_data(); }
    void foldsHideTheirOwnTextOnly()
    {
        QFETCH(int, seed);
        QFETCH(int, historyLines);
        Machine machine{unsigned(seed) + 100, std::size_t(historyLines)};
        TerminalView view;
        for (int i = 0; i < 60; ++i) {
            machine.step();
            const auto frame = machine.frame();
            view.show(frame);
            if (!frame->blocks->empty() && i % 2 == 0)
                view.setFolded((*frame->blocks)[std::size_t(i) * 7 % frame->blocks->size()].id, true);
            view.setFailuresOnly(i % 9 == 8);
            const ShownRows &rows = view.shown();
            for (std::size_t place = 0; place < rows.count(); ++place) {
                const auto *fold = rows.foldAt(place);
                if (!fold)
                    continue;
                QVERIFY(fold->end > fold->first);
                const auto told = machine.told.find(fold->folded);
                QVERIFY(told != machine.told.end());
                for (std::size_t row = fold->first; row < fold->end; ++row) {
                    const QString text = QString::fromStdString(view.document().row(row)->trimmedText());
                    if (view.document().row(row)->firstCell == 0)
                        QVERIFY2(isOnly(text, told->second.tag), qPrintable(text));
                }
            }
        }
    }
};

BERTH_TEST(BlocksPropertyTest)
#include "blocks_property_test.moc"
