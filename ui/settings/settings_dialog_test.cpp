#include "ui/settings/settings_dialog.h"

#include "tests/support/test_main.h"
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace ui::settings;

class SettingsDialogTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> dir;
    std::string file;
    std::vector<std::string> overrides;
    std::map<std::string, std::string> environment;
    std::unique_ptr<SettingsDialog> dialog;

    void show()
    {
        dialog = std::make_unique<SettingsDialog>(file, [this](std::vector<core::config::Problem> &problems) {
            return core::config::Settings::load(file, environment, overrides, problems);
        }, nullptr);
        dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(dialog.get()));
    }
    QString content() const
    {
        QFile read(QString::fromStdString(file));
        return read.open(QIODevice::ReadOnly) ? QString::fromUtf8(read.readAll()) : QString();
    }
    void write(const QByteArray &text) const
    {
        QFile out(QString::fromStdString(file));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }
    template<class T> T *editor(const char *key) const { return dialog->findChild<T *>(QLatin1String(key)); }

private Q_SLOTS:
    void init()
    {
        dir = std::make_unique<QTemporaryDir>();
        file = dir->filePath(QStringLiteral("berth.toml")).toStdString();
        overrides.clear();
        environment.clear();
    }
    void cleanup() { dialog.reset(); }

    void everySettingOfTheSchemaHasAnEditor()
    {
        show();
        int shown = 0;
        QSet<QString> tables;
        for (const auto &spec : core::config::schema())
            tables.insert(QString::fromUtf8(spec.key).section(QLatin1Char('.'), 0, 0));
        for (const QString &table : tables) {
            dialog->showTable(table);
            for (const auto &spec : core::config::schema()) {
                if (QString::fromUtf8(spec.key).startsWith(table + QLatin1Char('.')))
                    shown += editor<QWidget>(spec.key) != nullptr;
            }
        }
        QCOMPARE(shown, int(core::config::schema().size()));
    }

    void aChangeIsWrittenAndTheRestOfTheFileStays()
    {
        write("# mine\n[terminal]\nscrollback_lines = 500\n");
        show();
        QSignalSpy written(dialog.get(), &SettingsDialog::written);
        dialog->showTable(QStringLiteral("terminal"));
        editor<QSpinBox>("terminal.scrollback_lines")->setValue(900);
        QCOMPARE(written.count(), 1);
        QVERIFY(content().contains(QStringLiteral("# mine")));
        QVERIFY(content().contains(QStringLiteral("scrollback_lines = 900")));
        dialog->showTable(QStringLiteral("window"));
        editor<QComboBox>("window.theme")->setCurrentText(QStringLiteral("light"));
        editor<QCheckBox>("window.show_assistant")->setChecked(false);
        QVERIFY(content().contains(QStringLiteral("theme = \"light\"")));
        QVERIFY(content().contains(QStringLiteral("show_assistant = false")));
    }

    void aFlagOrAVariableLocks()
    {
        overrides = {"window.theme=dark"};
        environment = {{"BERTH_WINDOW_SHOW_ASSISTANT", "false"}};
        show();
        dialog->showTable(QStringLiteral("window"));
        QVERIFY(!editor<QComboBox>("window.theme")->isEnabled());
        QVERIFY(!editor<QCheckBox>("window.show_assistant")->isEnabled());
        bool said = false;
        for (auto *label : dialog->findChildren<QLabel *>())
            said |= label->text().contains(QStringLiteral("BERTH_WINDOW_SHOW_ASSISTANT"));
        QVERIFY(said);
    }

    void aBrokenFileIsSaidWithItsLine()
    {
        write("[terminal]\nfont_size = \"big\"\n");
        show();
        auto *problems = dialog->findChild<QLabel *>(QStringLiteral("problems"));
        QVERIFY(problems->isVisible());
        QVERIFY2(problems->text().contains(QStringLiteral("berth.toml:2")), qPrintable(problems->text()));
    }

    void aFileThatIsNotTomlIsLeftAlone()
    {
        write("this is not toml\n");
        show();
        dialog->showTable(QStringLiteral("window"));
        editor<QComboBox>("window.theme")->setCurrentText(QStringLiteral("light"));
        QCOMPARE(content(), QStringLiteral("this is not toml\n"));
        QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("problems"))->isVisible());
    }

    void searchLooksAcrossTables()
    {
        show();
        QTest::keyClicks(dialog->findChildren<QLineEdit *>().front(), QStringLiteral("font"));
        QVERIFY(editor<QLineEdit>("terminal.font_family"));
        QVERIFY(!editor<QComboBox>("window.theme"));
    }
};
BERTH_TEST(SettingsDialogTest)
#include "settings_dialog_test.moc"
