#include "ui/assistant/assistant_panel.h"

#include "tests/support/test_main.h"
#include "ui/assistant/card.h"
#include "ui/assistant/context_preview.h"
#include "ui/testing/fake_host.h"
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <algorithm>

using namespace ui::assistant;
using core::assistant::Answer;
using core::assistant::State;
using ui::testing::FakeHost;

class AssistantPanelTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<FakeHost> host;
    std::shared_ptr<ui::testing::FakeSession> session;
    std::unique_ptr<AssistantPanel> panel;

    template<class T> T *find(const char *name) const { return panel->findChild<T *>(QLatin1String(name)); }
    bool says(const QString &words) const
    {
        for (auto *label : panel->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(words))
                return true;
        }
        return false;
    }
    core::assistant::Hint hint(core::base::SessionId in) const
    {
        return {in, core::base::BlockId{7}, "Nothing listens on 172.18.0.3:5432", "Postgres is starting.", "pg_isready -h shop-db", 2, "econnrefused"};
    }

private Q_SLOTS:
    void init()
    {
        host = std::make_unique<FakeHost>();
        session = host->add({});
        panel = std::make_unique<AssistantPanel>(host->helper);
        panel->resize(344, 700);
        panel->setSession(session);
        panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    }
    void cleanup()
    {
        panel.reset();
        host.reset();
    }

    void aHintOffersItsCommandAndCanBeDismissed()
    {
        QSignalSpy inserted(panel.get(), &AssistantPanel::insertRequested);
        host->helper.setHints({hint(session->info().id)});
        QVERIFY(says(QStringLiteral("172.18.0.3:5432")));
        QVERIFY(find<Card>("hint")->findChild<TierBars *>());
        QTest::mouseClick(find<QPushButton>("insert"), Qt::LeftButton);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(inserted.front().at(1).toString(), QStringLiteral("pg_isready -h shop-db"));
        QTest::mouseClick(find<QPushButton>("dismiss"), Qt::LeftButton);
        QTRY_VERIFY(!find<Card>("hint"));
    }

    void anotherSessionsHintIsNotShownHere()
    {
        host->helper.setHints({hint(core::base::SessionId{99})});
        QVERIFY(!find<Card>("hint"));
    }

    void aQuestionStreamsAndStops()
    {
        host->helper.context = {"$ npm test", 1, 1200, "npm test + 2 blocks"};
        panel->refreshContext();
        auto *const box = panel->findChild<QPlainTextEdit *>();
        QTest::keyClicks(box, QStringLiteral("why?"));
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(host->helper.questions, std::vector<std::string>{"why?"});
        QVERIFY(box->toPlainText().isEmpty());
        host->helper.stream(1, "Because ", Answer::Phase::Streaming);
        host->helper.stream(1, "it is closed.", Answer::Phase::Streaming);
        QVERIFY(says(QStringLiteral("Because it is closed.")));
        QTest::mouseClick(find<QPushButton>("stop"), Qt::LeftButton);
        QVERIFY(says(QStringLiteral("Stopped.")));
    }

    void aLongAnswerStaysInViewUnlessTheUserScrolledAway()
    {
        auto *const box = panel->findChild<QPlainTextEdit *>();
        QTest::keyClicks(box, QStringLiteral("why?"));
        QTest::keyClick(box, Qt::Key_Return);
        QScrollBar *const bar = panel->findChild<QScrollArea *>()->verticalScrollBar();
        const auto grow = [&] { host->helper.stream(1, "a line of the answer\n\n", Answer::Phase::Streaming); };
        const auto stopIsVisible = [&] { return !find<QPushButton>("stop")->visibleRegion().isEmpty(); };
        for (int line = 0; line < 60; ++line)
            grow();
        QTRY_VERIFY(bar->maximum() > 0);
        QTRY_VERIFY(stopIsVisible());

        bar->setValue(0);
        const int before = bar->maximum();
        for (int line = 0; line < 10; ++line)
            grow();
        QTRY_VERIFY(bar->maximum() > before);
        QCOMPARE(bar->value(), 0);
        host->helper.setSilence("you are typing."); // builds the list anew
        QCOMPARE(bar->value(), 0);
        bar->setValue(bar->maximum());
        grow();
        QTRY_VERIFY(stopIsVisible());
    }

    void aClickBesideTheWordsLeavesTheKeyboard()
    {
        auto *const ask = panel->findChild<QPlainTextEdit *>();
        ask->setFocus();
        QTRY_VERIFY(ask->hasFocus());
        auto *const area = panel->findChild<QScrollArea *>();
        QTest::mouseClick(area->viewport(), Qt::LeftButton, {}, area->viewport()->rect().bottomRight() - QPoint(8, 8));
        QVERIFY(ask->hasFocus());
    }

    void aCutOffAnswerSaysWhy()
    {
        Answer answer;
        answer.id = 5;
        answer.session = session->info().id;
        answer.text = "Half of";
        answer.phase = Answer::Phase::CutOff;
        answer.problem = "The answer was cut off: the connection ended early.";
        host->helper.shownAnswers = {answer};
        Q_EMIT host->helper.answersChanged();
        QVERIFY(says(QStringLiteral("connection ended early")));
    }

    void theContextIsShownBeforeItIsSent()
    {
        host->helper.context = {"$ npm test\nPASSWORD=‹redacted›", 1, 1200, "npm test + 2 blocks"};
        panel->refreshContext();
        QVERIFY(says(QStringLiteral("1.2k tokens · 1 redacted")));
        for (auto *button : panel->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("npm test + 2 blocks"))
                QTest::mouseClick(button, Qt::LeftButton);
        }
        auto *const preview = panel->findChild<ContextPreview *>();
        QVERIFY(preview);
        QCOMPARE(preview->findChild<QPlainTextEdit *>()->toPlainText(), QString::fromStdString(host->helper.context.text));
    }

    void anAmpersandInTheContextIsNoMnemonic()
    {
        host->helper.context = {"text", 0, 10, "make && x & y"};
        panel->refreshContext();
        const auto buttons = panel->findChildren<QPushButton *>();
        QVERIFY(std::ranges::any_of(buttons, [](const QPushButton *button) { return button->text() == QLatin1String("make &&&& x && y"); }));
    }

    void aLongContextKeepsItsTwoEnds()
    {
        host->helper.context = {"text", 1, 1200, "docker compose -f production.yml logs --follow --tail 100 web + 2 blocks"};
        panel->refreshContext();
        const auto pill = [this]() -> QPushButton * {
            for (auto *button : panel->findChildren<QPushButton *>()) {
                if (button->text().endsWith(QStringLiteral("2 blocks")))
                    return button;
            }
            return nullptr;
        }();
        QVERIFY(pill);
        QVERIFY(pill->text().startsWith(QStringLiteral("doc")) && pill->text().contains(QChar(0x2026)));
        QVERIFY2(pill->toolTip().startsWith(QString::fromStdString(host->helper.context.label)), qPrintable(pill->toolTip()));
        QTRY_VERIFY(pill->fontMetrics().horizontalAdvance(pill->text()) < pill->width()); // once it is laid out
    }

    void everyStateIsExplained()
    {
        host->helper.setState(State::Restarting, "restarting in 4 s");
        QVERIFY(says(QStringLiteral("restarting in 4 s")));
        QVERIFY(says(QStringLiteral("No terminal was touched")));
        host->helper.setState(State::Starting, "starting");
        QVERIFY(says(QStringLiteral("Starting")));
        QSignalSpy settings(panel.get(), &AssistantPanel::settingsRequested);
        host->helper.setState(State::Off, "off");
        QVERIFY(says(QStringLiteral("The assistant is off")));
        QVERIFY(!panel->findChild<QPlainTextEdit *>()->isVisible());
        for (auto *button : panel->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == QStringLiteral("Open settings"))
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(settings.count(), 1);
    }

    void silenceHasAReason()
    {
        host->helper.setSilence("you are typing.");
        QVERIFY(says(QStringLiteral("Silent for now: you are typing.")));
        host->helper.setSilence({});
        QTRY_VERIFY(!find<Card>("silence"));
    }

    void withoutAModelTheAnswerSaysHowToSetOne()
    {
        Answer answer;
        answer.id = 5;
        answer.session = session->info().id;
        answer.phase = Answer::Phase::NoModel;
        answer.problem = "No model is set: put assistant.base_url and assistant.model into the settings.";
        host->helper.shownAnswers = {answer};
        Q_EMIT host->helper.answersChanged();
        QVERIFY(says(QStringLiteral("assistant.base_url")));
    }
};
BERTH_TEST(AssistantPanelTest)
#include "assistant_panel_test.moc"
