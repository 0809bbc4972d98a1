#include "ui/desk/create_dialog.h"

#include "tests/support/test_main.h"
#include "ui/desk/testing_engine.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace ui::desk;
using core::engine::ScriptedEngine;
using testing::DeskEngine;

namespace {

ScriptedEngine::Answer making(const QByteArray &request)
{
    if (request.contains("/images/") && request.endsWith("/json") && !request.contains("/images/json"))
        return request.contains("debian") ? ScriptedEngine::Answer{ScriptedEngine::ok("{\"Id\":\"sha256:" + testing::hex('b') + "\"}")}
                                          : ScriptedEngine::Answer{ScriptedEngine::status(404, R"({"message":"No such image"})")};
    if (request.contains("/images/create"))
        return {ScriptedEngine::ok("{\"status\":\"Pull complete\",\"id\":\"f1\"}\n")};
    if (request.contains("/containers/json"))
        return {ScriptedEngine::ok(testing::containersJson().chopped(1) + ",{\"Id\":\"" + testing::hex('9') + "\",\"Names\":[\"/new\"],\"State\":\"running\"}]")};
    if (request.contains("/containers/create"))
        return {ScriptedEngine::ok("{\"Id\":\"" + testing::hex('9') + "\"}")};
    if (request.startsWith("POST") && request.contains("/start"))
        return {ScriptedEngine::status(204, {})};
    return testing::desk(request);
}

} // namespace

class CreateDialogTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<DeskEngine> desk;
    std::unique_ptr<testing::OneEngine> registry;
    std::unique_ptr<CreateDialog> dialog;
    bool told = false; // the list has the new one

    void open(const QString &image, ScriptedEngine::Script script = making)
    {
        desk = std::make_unique<DeskEngine>(std::move(script));
        QVERIFY(QTest::qWaitFor([&] { return desk->engine.containers().size() >= 2; }));
        registry = std::make_unique<testing::OneEngine>(desk->engine);
        dialog = std::make_unique<CreateDialog>(*registry, QString(), image);
        dialog->show();
        QVERIFY(QTest::qWaitFor([&] { return dialog->findChild<QComboBox *>(QStringLiteral("image"))->count() == 3; }));
    }
    QLineEdit *line(const char *name) const { return dialog->findChild<QLineEdit *>(QLatin1String(name)); }
    QPushButton *button(const char *name) const { return dialog->findChild<QPushButton *>(QLatin1String(name)); }
    QString job() const { return dialog->findChild<QLabel *>(QStringLiteral("jobTitle"))->text(); }

private Q_SLOTS:
    void cleanup()
    {
        told = false;
        dialog.reset();
        registry.reset();
        desk.reset();
    }

    void theCommandFollowsWhatIsTyped()
    {
        open({});
        QCOMPARE(dialog->runLine(), QStringLiteral("docker run -d -i -t IMAGE"));
        dialog->findChild<QComboBox *>(QStringLiteral("image"))->setEditText(QStringLiteral("debian:12"));
        QTest::keyClicks(line("name"), QStringLiteral("lab"));
        dialog->findChild<QPlainTextEdit *>(QStringLiteral("ports"))->setPlainText(QStringLiteral("8080:80"));
        dialog->findChild<QCheckBox *>(QStringLiteral("autoRemove"))->setChecked(true);
        QCOMPARE(dialog->runLine(), QStringLiteral("docker run -d -i -t --rm --name lab -p 8080:80 debian:12"));
    }

    void whatIsWrongIsSaidAndNothingIsSent()
    {
        open(QStringLiteral("debian:12"));
        line("memory")->setText(QStringLiteral("much"));
        const auto labels = dialog->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->isVisibleTo(label->window()) && label->text().contains(QStringLiteral("looks like 512m")); }));
        QVERIFY(!button("start")->isEnabled());
        line("memory")->setText(QStringLiteral("64m"));
        QVERIFY(button("start")->isEnabled());
        QCOMPARE(desk->server.count("/containers/create"), 0);
    }

    void aContainerIsMadeAndStarted()
    {
        open(QStringLiteral("debian:12"));
        QSignalSpy made(dialog.get(), &CreateDialog::made);
        button("start")->click();
        QVERIFY(QTest::qWaitFor([&] { return made.count() == 1; }));
        QCOMPARE(made.front()[0].toString(), QStringLiteral("docker:/desk"));
        QCOMPARE(made.front()[1].toString(), QString::fromLatin1(testing::hex('9')));
        QCOMPARE(made.front()[2].value<CreateDialog::Then>(), CreateDialog::Then::Shell);
        QCOMPARE(desk->server.count("/images/create"), 0);
        QCOMPARE(desk->server.count("/start"), 1);
        QVERIFY(!dialog->isVisible());
    }

    void itIsMadeWhenTheListHasIt()
    {
        open(QStringLiteral("debian:12"), [this](const QByteArray &request) -> ScriptedEngine::Answer {
            const bool listed = desk && desk->server.count("/start") > 0 && told;
            return request.contains("/containers/json") && !listed ? ScriptedEngine::Answer{ScriptedEngine::ok(testing::containersJson())} : making(request);
        });
        QSignalSpy made(dialog.get(), &CreateDialog::made);
        button("start")->click();
        QVERIFY(QTest::qWaitFor([&] { return desk->server.count("/start") == 1; }));
        QCOMPARE(made.count(), 0);
        told = true;
        desk->server.send(ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"" + testing::hex('9') + "\",\"Attributes\":{}}}\n"));
        QVERIFY(QTest::qWaitFor([&] { return made.count() == 1; }));
        QVERIFY(desk->engine.find(std::string(64, '9')));
    }

    // As `run -it` does it: the container is left to be started by who attaches to it, and the list is not waited for.
    void attachedToItIsOnlyCreated()
    {
        open(QStringLiteral("debian:12"), [](const QByteArray &request) -> ScriptedEngine::Answer {
            return request.contains("/containers/json") ? ScriptedEngine::Answer{ScriptedEngine::ok(testing::containersJson())} : making(request);
        });
        dialog->setTerminalSize([] { return core::base::GridSize{91, 27}; });
        auto *const then = dialog->findChild<QComboBox *>(QStringLiteral("then"));
        then->setCurrentIndex(then->findData(int(CreateDialog::Then::Attach)));
        QCOMPARE(dialog->runLine(), QStringLiteral("docker run -i -t debian:12"));
        QSignalSpy made(dialog.get(), &CreateDialog::made);
        CreateDialog::Ended ended;
        dialog->setStartAttached([&](const QString &, const QString &container, CreateDialog::Ended end) {
            QCOMPARE(container, QString::fromLatin1(testing::hex('9')));
            ended = std::move(end);
        });
        button("start")->click();
        QVERIFY(QTest::qWaitFor([&] { return ended != nullptr; }));
        QCOMPARE(desk->server.count("/containers/create"), 1);
        QCOMPARE(desk->server.count("/start"), 0);
        QVERIFY(dialog->isVisible() && made.isEmpty() && !button("start")->isEnabled()); // it may yet fail
        QVERIFY(ended(nullptr));
        QCOMPARE(made.size(), 1);
        QCOMPARE(made.front()[2].value<CreateDialog::Then>(), CreateDialog::Then::Attach);
        QVERIFY(!dialog->isVisible());
    }

    void whatDoesNotStartAttachedIsRemovedAgain()
    {
        open(QStringLiteral("debian:12"));
        auto *const then = dialog->findChild<QComboBox *>(QStringLiteral("then"));
        then->setCurrentIndex(then->findData(int(CreateDialog::Then::Attach)));
        line("command")->setText(QStringLiteral("/bin/nosuch"));
        QSignalSpy made(dialog.get(), &CreateDialog::made);
        dialog->setStartAttached([](const QString &, const QString &, const CreateDialog::Ended &end) {
            const core::base::Error error{"engine.refused", "/bin/nosuch: no such file.", {}};
            QVERIFY(end(&error));
        });
        button("start")->click();
        QVERIFY(QTest::qWaitFor([&] { return job().contains(QStringLiteral("/bin/nosuch: no such file.")); }));
        QVERIFY2(job().contains(QStringLiteral("removed again")), qPrintable(job()));
        QCOMPARE(desk->server.count("DELETE"), 1);
        QCOMPARE(desk->server.count("force=0"), 1); // should it run after all, it stays
        QVERIFY(dialog->isVisible() && made.isEmpty() && button("start")->isEnabled());
        QCOMPARE(line("command")->text(), QStringLiteral("/bin/nosuch"));
    }

    void withoutATerminalNothingIsAttachedTo()
    {
        open(QStringLiteral("debian:12"));
        auto *const then = dialog->findChild<QComboBox *>(QStringLiteral("then"));
        then->setCurrentIndex(then->findData(int(CreateDialog::Then::Attach)));
        dialog->findChild<QCheckBox *>(QStringLiteral("tty"))->setChecked(false);
        QCOMPARE(then->currentData().toInt(), int(CreateDialog::Then::Shell));
        QCOMPARE(dialog->runLine(), QStringLiteral("docker run -d -i debian:12"));
    }

    void createOnlyStartsNothing()
    {
        open(QStringLiteral("debian:12"));
        QSignalSpy made(dialog.get(), &CreateDialog::made);
        button("create")->click();
        QVERIFY(QTest::qWaitFor([&] { return made.count() == 1; }));
        QCOMPARE(made.front()[2].value<CreateDialog::Then>(), CreateDialog::Then::Nothing);
        QCOMPARE(desk->server.count("/start"), 0);
    }

    void anImageThatIsMissingIsPulledFirst()
    {
        open(QStringLiteral("shop/new"));
        QSignalSpy made(dialog.get(), &CreateDialog::made);
        button("start")->click();
        QVERIFY(QTest::qWaitFor([&] { return made.count() == 1; }));
        QCOMPARE(desk->server.count("/images/create?fromImage=shop%2Fnew&tag=latest"), 1);
    }

    void aContainerThatCannotStartIsRemovedAgain()
    {
        open(QStringLiteral("debian:12"), [](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.startsWith("POST") && request.contains("/start"))
                return {ScriptedEngine::status(500, R"({"message":"port is already allocated"})")};
            return making(request);
        });
        button("start")->click();
        QVERIFY(QTest::qWaitFor([&] { return job().contains(QStringLiteral("port is already allocated")); }));
        QVERIFY2(job().contains(QStringLiteral("removed again")), qPrintable(job()));
        QCOMPARE(desk->server.count("DELETE"), 1);
        QVERIFY(dialog->isVisible());
        QVERIFY(button("start")->isEnabled());
    }

    void escapeCancelsWhatIsUnderWayBeforeItCloses()
    {
        open(QStringLiteral("shop/new"), [](const QByteArray &request) -> ScriptedEngine::Answer {
            return request.contains("/images/create") ? ScriptedEngine::Answer{ScriptedEngine::openStream(), false} : making(request);
        });
        button("start")->click();
        QVERIFY(QTest::qWaitFor([&] { return desk->server.count("/images/create") == 1; }));
        QTest::keyClick(dialog.get(), Qt::Key_Escape);
        QVERIFY(dialog->isVisible());
        QVERIFY2(job().contains(QStringLiteral("No container was made")), qPrintable(job()));
        QTest::keyClick(dialog.get(), Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());
    }
};
BERTH_TEST(CreateDialogTest)
#include "create_dialog_test.moc"
