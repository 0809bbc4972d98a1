#include "core/config/secrets.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <optional>
#include <sys/stat.h>

using namespace core::config;
using namespace std::chrono_literals;

class SecretsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFileMustBeOursAlone()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("key"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("  sk-from-file\n");
        file.close();
        const std::string setting = "assistant.api_key_file=" + path.toStdString();
        ::chmod(qPrintable(path), 0644);
        QVERIFY(resolve({setting}).error().is("config.api_key_file"));
        ::chmod(qPrintable(path), 0600);
        const auto key = resolve({setting, "assistant.api_key_env=KEY"}, {{"KEY", "sk-from-env"}});
        QCOMPARE(key->value, std::string("sk-from-file"));
        QCOMPARE(key->origin, std::string("file"));
        const auto fromHome = resolve({"assistant.api_key_file=~/key"}, {{"HOME", dir.path().toStdString()}});
        QCOMPARE(fromHome->value, std::string("sk-from-file"));
        QVERIFY(resolve({"assistant.api_key_file=/nowhere/key"}).error().is("config.api_key_file"));
        QVERIFY(resolve({"assistant.api_key_file=" + dir.path().toStdString()}).error().is("config.api_key_file"));
    }

    void aVariable()
    {
        QCOMPARE(resolve({"assistant.api_key_env=KEY"}, {{"KEY", "sk-from-env "}})->value, std::string("sk-from-env"));
        QVERIFY(resolve({"assistant.api_key_env=KEY"}).error().is("config.api_key_env"));
    }

    void noKeychainIsNoError()
    {
        QVERIFY(resolve({})->value.empty());
        // A session bus that is not there: the keychain's own failure, or its silence, ends as "no key".
        std::optional<core::base::Result<ApiKey>> answer;
        std::vector<Problem> problems;
        const Settings settings = Settings::load({}, {}, {"assistant.base_url=http://127.0.0.1:1/v1"}, problems);
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        resolveApiKey(settings, {{"DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"}},
                      [&](core::base::Result<ApiKey> key) { answer = std::move(key); }, 200ms);
        QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 20'000);
        QVERIFY(answer->has_value());
        QVERIFY((*answer)->value.empty());
        QVERIFY((*answer)->origin.empty());
    }

    void eachEndpointHasItsOwnKeychainEntry()
    {
        std::vector<Problem> problems;
        const Settings a = Settings::load({}, {}, {"assistant.base_url=http://a"}, problems);
        const Settings b = Settings::load({}, {}, {"assistant.base_url=http://b"}, problems);
        QVERIFY(keychainUser(a) != keychainUser(b));
    }

private:
    static core::base::Result<ApiKey> resolve(const std::vector<std::string> &overrides, const std::map<std::string, std::string> &environment = {})
    {
        std::vector<Problem> problems;
        const Settings settings = Settings::load({}, {}, overrides, problems);
        std::optional<core::base::Result<ApiKey>> answer;
        resolveApiKey(settings, environment, [&](core::base::Result<ApiKey> key) { answer = std::move(key); });
        return answer.value_or(core::base::fail("test.later", "The answer did not come at once."));
    }
};

BERTH_TEST(SecretsTest)
#include "secrets_test.moc"
