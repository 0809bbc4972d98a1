#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "ui/player/command_list.h"
#include "ui/player/player_view.h"
#include "ui/player/player_window.h"
#include "ui/player/recordings_dialog.h"
#include "ui/player/testing_cast.h"
#include "ui/player/time_text.h"
#include "ui/player/timeline.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace ui::player;
using namespace std::chrono_literals;

namespace {

constexpr int kPatience = 20'000;

ui::terminal::Appearance look()
{
    ui::terminal::Appearance appearance;
    appearance.font = ui::theme::monoFont();
    appearance.font.setPointSizeF(10);
    return appearance;
}

} // namespace

class PlayerUiTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    std::unique_ptr<PlayerWindow> m_window;

    QString sample() const { return m_dir.filePath(QStringLiteral("recordings/sample.cast")); }
    PlayerView &view() { return *m_window->view(); }
    core::recording::PlayerState state() { return view().player().state(); }
    template<class T> T *find(const char *name) { return m_window->findChild<T *>(QLatin1String(name)); }
    void open(const QString &path)
    {
        m_window = std::make_unique<PlayerWindow>(path, look(), 2s);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void openPaused()
    {
        open(sample());
        view().player().setPlaying(false);
        QTRY_VERIFY_WITH_TIMEOUT(state().index && !state().playing && m_window->findChild<CommandList *>()->model()->rowCount() == 7, kPatience);
        view().player().seek({});
        QTRY_COMPARE_WITH_TIMEOUT(state().command, -1, kPatience);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_window->focusWidget() ? m_window->focusWidget() : &view(), key, modifiers); }

private Q_SLOTS:
    void initTestCase()
    {
        ui::theme::apply(*qApp, ui::theme::Scheme::Dark);
        QVERIFY(QDir(m_dir.path()).mkdir(QStringLiteral("recordings")));
        QVERIFY(testing::writeSample(sample()));
        QVERIFY(testing::writePlain(m_dir.filePath(QStringLiteral("plain.cast"))));
    }
    void cleanup() { m_window.reset(); }

    void keysGoFromCommandToCommand()
    {
        openPaused();
        key(Qt::Key_N);
        QTRY_COMPARE_WITH_TIMEOUT(state().command, 0, kPatience);
        key(Qt::Key_F);
        QTRY_COMPARE_WITH_TIMEOUT(state().command, 1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(view().terminal()->visibleText().trimmed().endsWith(QStringLiteral("pytest -q tests/test_orders.py")), kPatience);
        key(Qt::Key_F);
        QTRY_COMPARE_WITH_TIMEOUT(state().command, 4, kPatience);
        key(Qt::Key_F, Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(state().command, 1, kPatience);
        key(Qt::Key_P);
        QTRY_COMPARE_WITH_TIMEOUT(state().command, 0, kPatience);
        key(Qt::Key_Right);
        QTRY_VERIFY_WITH_TIMEOUT(state().position == 8s, kPatience);
        key(Qt::Key_Left);
        key(Qt::Key_Left);
        QTRY_VERIFY_WITH_TIMEOUT(state().position == 0s, kPatience);
        key(Qt::Key_End);
        QTRY_VERIFY_WITH_TIMEOUT(state().atEnd, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(find<QLabel>("time")->text(), QStringLiteral("1:18 / 1:18"), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(find<QToolButton>("play")->accessibleName(), QStringLiteral("Play again (space)"), kPatience);
        key(Qt::Key_Plus);
        QTRY_COMPARE_WITH_TIMEOUT(find<QComboBox>("speed")->currentText(), QStringLiteral("2×"), kPatience);
        QSignalSpy closing(&view(), &PlayerView::closeRequested);
        key(Qt::Key_Q);
        QCOMPARE(closing.count(), 1);
        QVERIFY(!m_window->isVisible());
    }

    void spacePlaysAndPauses()
    {
        openPaused();
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(state().playing && state().position > 0s, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(find<QToolButton>("play")->accessibleName(), QStringLiteral("Pause (space)"), kPatience);
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!state().playing, kPatience);
        QVERIFY(state().idleLimit == core::recording::Time(2s));
        find<QCheckBox>("skip")->setChecked(false);
        QTRY_VERIFY_WITH_TIMEOUT(!state().idleLimit, kPatience);
    }

    void theListAndTheTimelineLeadThere()
    {
        openPaused();
        auto *list = m_window->findChild<CommandList *>();
        const QAbstractItemModelTester tester(list->model());
        const QModelIndex failed = list->model()->index(4, 0);
        QCOMPARE(failed.data().toString(), QStringLiteral("docker compose exec db pg_isready"));
        QVERIFY(failed.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("exit 2")));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(failed).center());
        QTRY_COMPARE_WITH_TIMEOUT(state().command, 4, kPatience);
        find<QCheckBox>("failuresOnly")->setChecked(true);
        QCOMPARE(list->model()->rowCount(), 2);
        auto *timeline = m_window->findChild<Timeline *>();
        int x = 0;
        while (x < timeline->width() && timeline->commandAt(x) != 1)
            ++x;
        QVERIFY(x < timeline->width());
        QTest::mouseClick(timeline, Qt::LeftButton, {}, QPoint(x, timeline->height() / 2));
        QTRY_COMPARE_WITH_TIMEOUT(state().command, 1, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(list->currentIndex().row(), 0, kPatience);
        QTest::mouseClick(timeline, Qt::LeftButton, {}, QPoint(timeline->width() - 2, timeline->height() / 2));
        QTRY_VERIFY_WITH_TIMEOUT(state().position > 70s, kPatience);
    }

    // Down to the smallest font the whole recorded screen is on show, whatever the window's size.
    void theTerminalFitsTheWindow()
    {
        openPaused();
        auto *terminal = view().terminal();
        for (const QSize size : {QSize(1100, 700), QSize(760, 480), QSize(900, 420), QSize(780, 760)}) {
            m_window->resize(size);
            QTRY_VERIFY_WITH_TIMEOUT(terminal->parentWidget()->rect().contains(terminal->geometry()), kPatience);
            QVERIFY(terminal->gridSize().cols >= 96 && terminal->gridSize().rows >= 26);
        }
    }

    void nothingIsTypedIntoIt()
    {
        openPaused();
        QSignalSpy refused(view().terminal(), &ui::terminal::TerminalWidget::inputRefused);
        view().terminal()->setFocus();
        QTest::keyClicks(view().terminal(), QStringLiteral("xyz"));
        QCOMPARE(refused.count(), 0);
        QTest::keyClick(view().terminal(), Qt::Key_N);
        QTRY_COMPARE_WITH_TIMEOUT(state().command, 0, kPatience);
    }

    void aRecordingWithoutCommandsSaysSo()
    {
        open(m_dir.filePath(QStringLiteral("plain.cast")));
        QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("sideWords")->text().startsWith(QStringLiteral("No commands")), kPatience);
        QVERIFY(find<QLabel>("sideWords")->isVisible());
        QVERIFY(!find<QToolButton>("next")->isEnabled() && !find<QToolButton>("failure")->isEnabled());
    }

    void whatCannotBePlayedSaysWhy()
    {
        QFile file(m_dir.filePath(QStringLiteral("bad.cast")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"version\":1}\n");
        file.close();
        open(file.fileName());
        QVERIFY(!m_window->view());
        QVERIFY(find<QLabel>("failureText")->text().contains(QStringLiteral("version 1")));
        QSignalSpy other(m_window.get(), &PlayerWindow::openRequested);
        QTest::mouseClick(find<QPushButton>("openOther"), Qt::LeftButton);
        QCOMPARE(other.count(), 1);
        key(Qt::Key_Escape);
        QVERIFY(!m_window->isVisible());
    }

    void theListOfRecordings()
    {
        RecordingsDialog empty(m_dir.filePath(QStringLiteral("none")).toStdString(), true, nullptr);
        empty.show();
        auto *first = empty.findChild<QPushButton *>(QStringLiteral("recordFirst"));
        QTRY_VERIFY_WITH_TIMEOUT(first->isVisible(), kPatience);
        QVERIFY(!empty.findChild<QPushButton *>(QStringLiteral("play"))->isEnabled());
        QSignalSpy record(&empty, &RecordingsDialog::recordRequested);
        QTest::mouseClick(first, Qt::LeftButton);
        QCOMPARE(record.count(), 1);

        RecordingsDialog dialog(m_dir.filePath(QStringLiteral("recordings")).toStdString(), true, nullptr);
        dialog.show();
        auto *list = dialog.findChild<QListView *>(QStringLiteral("recordings"));
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, kPatience);
        QCOMPARE(list->model()->index(0, 0).data().toString(), QStringLiteral("shop-api · shop/api:dev"));
        QSignalSpy play(&dialog, &RecordingsDialog::playRequested), remove(&dialog, &RecordingsDialog::removeRequested);
        QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("remove")), Qt::LeftButton);
        QCOMPARE(remove.count(), 1);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(play.count(), 1);
        QCOMPARE(play.at(0).at(0).toString(), sample());
        QVERIFY(!dialog.isVisible());
    }

    void texts()
    {
        QCOMPARE(clockText(7s), QStringLiteral("0:07"));
        QCOMPARE(clockText(3723s), QStringLiteral("1:02:03"));
        QCOMPARE(durationText(40ms), QStringLiteral("40 ms"));
        QCOMPARE(durationText(450ms), QStringLiteral("0.5 s"));
        QCOMPARE(durationText(185s), QStringLiteral("3 min 5 s"));
        QCOMPARE(sizeText(24 * 1024), QStringLiteral("24 KiB"));
        QCOMPARE(plainLine("a\x1b[31m\nb"), QStringLiteral("a[31m …"));
    }
};

BERTH_TEST(PlayerUiTest)
#include "player_test.moc"
