#include "core/config/settings.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

using namespace core::config;

namespace {

using Environment = std::map<std::string, std::string>;

std::string readAll(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

void writeAll(const std::string &path, const std::string &text)
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text.data(), static_cast<qint64>(text.size()));
}

int modeOf(const std::string &path)
{
    struct stat info;
    return ::lstat(path.c_str(), &info) == 0 ? int(info.st_mode & 0777) : -1;
}

} // namespace

class ConfigTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("berth.toml")).toStdString();
        m_problems.clear();
    }

    void schemaIsConsistent()
    {
        std::set<std::string> keys, variables;
        for (const Spec &spec : schema()) {
            QVERIFY2(keys.insert(spec.key).second, spec.key);
            QVERIFY2(variables.insert(environmentName(spec.key)).second, spec.key);
            QVERIFY2(*spec.doc, spec.key);
            QVERIFY2(spec.low <= spec.high, spec.key);
            QCOMPARE(findSpec(spec.key)->key, spec.key);
            const bool isNumber = spec.type == Type::Integer || spec.type == Type::Real;
            QVERIFY2(!isNumber || *spec.unit, spec.key); // no number without a unit
        }
        QCOMPARE(environmentName("terminal.scrollback_lines"), std::string("BERTH_TERMINAL_SCROLLBACK_LINES"));
        QVERIFY(!findSpec("assistant.api_key"));
    }

    void defaultsSatisfyTheirOwnRanges()
    {
        writeAll(m_path, uncommented(schemaAsToml()));
        const Settings settings = load();
        QCOMPARE(text(m_problems), std::string());
        for (const Spec &spec : schema()) {
            QVERIFY2(settings.value(spec.key) == spec.defaultValue, spec.key);
            QVERIFY2(settings.source(spec.key) == Source::File, spec.key);
        }
    }

    void strongerSourcesWin()
    {
        writeAll(m_path, "[terminal]\nfont_size = 11\nscrollback_lines = 1\nfont_family = \"A\"\n");
        const Settings settings = load({{"BERTH_TERMINAL_SCROLLBACK_LINES", "2"}, {"BERTH_TERMINAL_FONT_FAMILY", "B"}},
                                       {"terminal.font_family=C=D"});
        QCOMPARE(text(m_problems), std::string());
        QCOMPARE(settings.real("terminal.font_size"), 11.0); // an integer in the file is fine for a real
        QCOMPARE(settings.integer("terminal.scrollback_lines"), std::int64_t(2));
        QCOMPARE(settings.text("terminal.font_family"), std::string("C=D"));
        QVERIFY(settings.source("terminal.font_size") == Source::File);
        QVERIFY(settings.source("terminal.scrollback_lines") == Source::Environment);
        QVERIFY(settings.source("terminal.font_family") == Source::Flag);
        QVERIFY(settings.source("terminal.padding_px") == Source::Default);
    }

    void aWrongValueLeavesTheNextWeakerSource()
    {
        writeAll(m_path, "[terminal]\nfont_size = 12\n");
        const Settings settings = load({{"BERTH_TERMINAL_FONT_SIZE", "huge"}}, {"terminal.font_size=73", "window.theme=pink"});
        QCOMPARE(settings.real("terminal.font_size"), 12.0);
        QCOMPARE(m_problems.size(), std::size_t(3));
        QCOMPARE(m_problems[0].where, std::string("BERTH_TERMINAL_FONT_SIZE"));
        QCOMPARE(m_problems[0].message, std::string("terminal.font_size must be a number from 5 to 72 (points)."));
        QCOMPARE(m_problems[1].where, std::string("-o terminal.font_size"));
        QCOMPARE(m_problems[2].message, std::string("window.theme must be one of system, dark, light."));
    }

    void fileProblems_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QByteArray>("where");
        QTest::addColumn<QByteArray>("message"); // a part of it
        const auto row = [](const char *name, const char *toml, const char *where, const char *message) {
            QTest::newRow(name) << QByteArray(toml) << QByteArray(where) << QByteArray(message);
        };
        row("malformed", "[terminal]\nfont_size = 11\n\nfoo bar\n", "berth.toml:4", "not TOML");
        row("wrong type", "[terminal]\n\nfont_size = \"big\"\n", "berth.toml:3", "a number from 5 to 72");
        row("float for integer", "terminal.scrollback_lines = 1.5\n", "berth.toml:1", "a whole number");
        row("out of range", "[terminal]\nfont_size = 4.9\n", "berth.toml:2", "from 5 to 72");
        row("nan", "[terminal]\nfont_size = nan\n", "berth.toml:2", "from 5 to 72");
        row("array", "[attach]\nextra_hosts = [\"a\"]\n", "berth.toml:2", "a text of one line");
        row("two lines", "[terminal]\nshell = \"\"\"a\nb\"\"\"\n", "berth.toml:2", "a text of one line");
        row("misspelt", "[terminal]\nfontsize = 11\n", "berth.toml:2", "Did you mean terminal.font_size?");
        row("wrong table", "[window]\nfont_size = 11\n", "berth.toml:2", "Did you mean terminal.font_size?");
        row("far from all", "[zzz]\nqqqqqqqqq = 11\n", "berth.toml:2", "There is no setting 'zzz.qqqqqqqqq'.");
        row("secret", "[assistant]\napi_key = \"sk-1\"\n", "berth.toml:2", "keychain, assistant.api_key_file or assistant.api_key_env");
        row("table as value", "terminal = 3\n", "berth.toml:1", "There is no setting");
    }
    void fileProblems()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QByteArray, where);
        QFETCH(QByteArray, message);
        writeAll(m_path, toml.toStdString());
        const Settings settings = load();
        QCOMPARE(m_problems.size(), std::size_t(1));
        QCOMPARE(QByteArray::fromStdString(m_problems[0].where), where);
        QVERIFY2(m_problems[0].message.find(message.toStdString()) != std::string::npos, m_problems[0].message.c_str());
        QVERIFY(m_problems[0].message.find("sk-1") == std::string::npos);
        QCOMPARE(settings.real("terminal.font_size"), 10.0);
    }

    void noFileIsNoProblem()
    {
        load();
        QVERIFY(m_problems.empty());
        load({}, {"terminal.font_size"});
        QCOMPARE(m_problems.at(0).message, std::string("Write it as -o terminal.font_size=VALUE; terminal.font_size is a number from 5 to 72 (points)."));
    }

    void anUnreadableFileIsAProblem()
    {
        std::filesystem::create_directory(m_path);
        load();
        QCOMPARE(m_problems.size(), std::size_t(1));
        QCOMPARE(m_problems[0].where, std::string("berth.toml"));
    }

    void writing_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *name, const char *before, const char *key, const char *value, const char *after) {
            QTest::newRow(name) << QByteArray(before) << QByteArray(key) << QByteArray(value) << QByteArray(after);
        };
        row("new file", "", "terminal.font_size", "12", "[terminal]\nfont_size = 12.0\n");
        row("in place", "# mine\n[terminal]  # t\nfont_size = 11 # big\nbold_is_bright=true\n", "terminal.font_size", "12.5",
            "# mine\n[terminal]  # t\nfont_size = 12.5 # big\nbold_is_bright=true\n");
        row("text with escapes", "terminal.shell = 'a' # é 'a'\n", "terminal.shell", "/a \"b\"\\", "terminal.shell = \"/a \\\"b\\\"\\\\\" # é 'a'\n");
        row("after non-ASCII", "terminal = { font_family = \"é漢\", font_size = 9 }\n", "terminal.font_size", "8",
            "terminal = { font_family = \"é漢\", font_size = 8.0 }\n");
        row("beside others", "[window]\nrows = 30\n\n[terminal]\nfont_size = 11\n\n[log]\n", "terminal.padding_px", "4",
            "[window]\nrows = 30\n\n[terminal]\nfont_size = 11\npadding_px = 4\n\n[log]\n");
        row("empty table", "[terminal]\n# none yet\n[log]\nlevel = \"info\"\n", "terminal.padding_px", "4",
            "[terminal]\npadding_px = 4\n# none yet\n[log]\nlevel = \"info\"\n");
        row("dotted", "terminal.font_size = 11\nwindow.rows = 30\n", "terminal.padding_px", "4",
            "terminal.font_size = 11\nterminal.padding_px = 4\nwindow.rows = 30\n");
        row("new table", "[window]\nrows = 30\n", "terminal.padding_px", "4", "[window]\nrows = 30\n\n[terminal]\npadding_px = 4\n");
        row("header inside a string", "[log]\nfile = '''\n[terminal]\n'''\n", "terminal.padding_px", "4",
            "[log]\nfile = '''\n[terminal]\n'''\n\n[terminal]\npadding_px = 4\n");
        row("value over lines", "[terminal]\nshell = \"\"\"\n/bin/sh\"\"\" # s\n", "terminal.shell", "/bin/zsh", "[terminal]\nshell = \"/bin/zsh\" # s\n");
        row("no newline at the end", "[terminal]\nfont_size = 11", "terminal.font_size", "12", "[terminal]\nfont_size = 12.0\n");
        row("unknown keys stay", "[other]\nx = [1, 2]\n[terminal]\nfont_size = 11\n", "terminal.font_size", "12",
            "[other]\nx = [1, 2]\n[terminal]\nfont_size = 12.0\n");
    }
    void writing()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, after);
        writeAll(m_path, before.toStdString());
        const auto written = writeSetting(m_path, key.toStdString(), value.toStdString());
        QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(readAll(m_path)), after);
        QCOMPARE(modeOf(m_path), 0600);
        QCOMPARE(std::distance(std::filesystem::directory_iterator(m_dir->path().toStdString()), {}), std::ptrdiff_t(1)); // no temporary file left
    }

    void writingRefuses()
    {
        QVERIFY(writeSetting(m_path, "terminal.fontsize", "1").error().is("config.unknown_key"));
        QVERIFY(writeSetting(m_path, "terminal.font_size", "1").error().is("config.bad_value"));
        const std::string broken = "[terminal\nfont_size = 11\n";
        writeAll(m_path, broken);
        QVERIFY(writeSetting(m_path, "terminal.font_size", "12").error().is("config.write"));
        QCOMPARE(readAll(m_path), broken);
        const std::string inlined = "terminal = { font_size = 9 }\n";
        writeAll(m_path, inlined);
        QVERIFY(writeSetting(m_path, "terminal.padding_px", "1").error().is("config.write"));
        QCOMPARE(readAll(m_path), inlined);
    }

    void writingMakesThePrivateFolderAndFollowsALink()
    {
        const std::string path = m_dir->filePath(QStringLiteral("a/b/berth.toml")).toStdString();
        QVERIFY(writeSetting(path, "window.rows", "30"));
        QCOMPARE(modeOf(m_dir->filePath(QStringLiteral("a/b")).toStdString()), 0700);
        std::filesystem::create_symlink(path, m_path);
        QVERIFY(writeSetting(m_path, "window.rows", "31"));
        QVERIFY(std::filesystem::is_symlink(m_path));
        QCOMPARE(readAll(path), std::string("[window]\nrows = 31\n"));
    }

    void pathsFollowTheEnvironment()
    {
        const Paths plain = defaultPaths({{"HOME", "/home/u"}}, 7);
        QCOMPARE(plain.configFile, std::string("/home/u/.config/berth/berth.toml"));
        QCOMPARE(plain.dataDir, std::string("/home/u/.local/share/berth"));
        QCOMPARE(plain.runtimeDir, std::string("/tmp/berth-7"));
        const Paths xdg = defaultPaths({{"HOME", "/home/u"}, {"XDG_CONFIG_HOME", "/c"}, {"XDG_DATA_HOME", "relative"},
                                        {"XDG_RUNTIME_DIR", "/run/user/7"}}, 7);
        QCOMPARE(xdg.configFile, std::string("/c/berth/berth.toml"));
        QCOMPARE(xdg.dataDir, std::string("/home/u/.local/share/berth"));
        QCOMPARE(xdg.runtimeDir, std::string("/run/user/7/berth"));
        const Paths own = defaultPaths({{"BERTH_DATA_DIR", "/d"}, {"BERTH_RUNTIME_DIR", "/r"}, {"XDG_RUNTIME_DIR", "/x"}}, 7);
        QCOMPARE(own.dataDir, std::string("/d"));
        QCOMPARE(own.runtimeDir, std::string("/r"));
    }

    void privateFolders()
    {
        const std::string base = m_dir->path().toStdString();
        QVERIFY(ensurePrivateDir(base + "/a/b"));
        QCOMPARE(modeOf(base + "/a/b"), 0700);
        ::chmod((base + "/a/b").c_str(), 0755);
        QVERIFY(ensurePrivateDir(base + "/a/b"));
        QCOMPARE(modeOf(base + "/a/b"), 0700);
        ::chmod((base + "/a/b").c_str(), 0777);
        QVERIFY(ensurePrivateDir(base + "/a/b").error().is("config.runtime_dir"));
        std::filesystem::create_directory_symlink(base + "/a", base + "/link");
        QVERIFY(ensurePrivateDir(base + "/link").error().is("config.runtime_dir"));
        writeAll(base + "/file", "x");
        QVERIFY(ensurePrivateDir(base + "/file").error().is("config.runtime_dir"));
        QVERIFY(ensurePrivateDir("relative").error().is("config.runtime_dir"));
        if (::geteuid() == 0) {
            QVERIFY(ensurePrivateDir(base + "/other"));
            QCOMPARE(::chown((base + "/other").c_str(), 12345, 12345), 0);
            QVERIFY(ensurePrivateDir(base + "/other").error().is("config.runtime_dir"));
        }
    }

    void anOverrideIsToldFromARightOne()
    {
        QVERIFY(!overrideProblem("terminal.font_size=12.5"));
        QVERIFY(!overrideProblem("terminal.font_family=")); // an empty text is a value
        QVERIFY(overrideProblem("terminal.font_size=900").value_or("").find("terminal.font_size must be") != std::string::npos);
        QVERIFY(overrideProblem("terminal.font_size").value_or("").find("-o terminal.font_size=VALUE") != std::string::npos);
        QVERIFY(overrideProblem("=x") && overrideProblem(""));
    }

    void documentsNameEverySetting()
    {
        const std::string markdown = schemaAsMarkdown();
        for (const Spec &spec : schema())
            QVERIFY2(markdown.find(std::string("`") + spec.key + '`') != std::string::npos, spec.key);
    }

private:
    Settings load(const Environment &environment = {}, const std::vector<std::string> &overrides = {})
    {
        return Settings::load(m_path, environment, overrides, m_problems);
    }

    static std::string uncommented(const std::string &toml)
    {
        std::string text;
        for (const QString &line : QString::fromStdString(toml).split(QLatin1Char('\n')))
            text += (line.startsWith(QLatin1Char('#')) && !line.startsWith(QLatin1String("# ")) ? line.mid(1) : line).toStdString() + '\n';
        return text;
    }

    static std::string text(const std::vector<Problem> &problems)
    {
        std::string all;
        for (const Problem &problem : problems)
            all += problem.where + ": " + problem.message + '\n';
        return all;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::string m_path;
    std::vector<Problem> m_problems;
};

BERTH_TEST(ConfigTest)
#include "config_test.moc"
