#include "core/config/secrets.h"

#include "core/base/unique_fd.h"

#include <qt6keychain/keychain.h>

#include <QTimer>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace core::config {
namespace {

constexpr std::size_t kLongestKey = 16 * 1024;

std::string trimmed(std::string text)
{
    constexpr std::string_view blank = " \t\r\n";
    text.erase(text.find_last_not_of(blank) + 1);
    text.erase(0, text.find_first_not_of(blank));
    return text;
}

std::string lookUp(const std::map<std::string, std::string> &environment, const std::string &name)
{
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
}

base::Result<ApiKey> readKeyFile(std::string path, const std::map<std::string, std::string> &environment)
{
    const auto refuse = [&](const std::string &why) {
        return base::fail("config.api_key_file", "The file named by assistant.api_key_file " + why + '.', path);
    };
    if (path.starts_with("~/"))
        path.replace(0, 1, lookUp(environment, "HOME"));
    const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file)
        return refuse(std::string("cannot be opened: ") + std::strerror(errno));
    struct stat info;
    if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return refuse("is not a plain file");
    if (info.st_uid != ::geteuid())
        return refuse("belongs to another user");
    if (info.st_mode & 077)
        return refuse("can be read by others; run chmod 600 on it");
    std::array<char, kLongestKey> buffer;
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0)
        return refuse(std::string("cannot be read: ") + std::strerror(errno));
    const std::string key = trimmed(std::string(buffer.data(), static_cast<std::size_t>(got)));
    if (key.empty() || key.find_first_of("\r\n") != std::string::npos)
        return refuse("must hold the key on one line and nothing else");
    return ApiKey{key, "file"};
}

// Without a session bus there is no keychain, and asking would try to start one.
bool hasSessionBus(const std::map<std::string, std::string> &environment)
{
#ifdef Q_OS_LINUX
    if (!lookUp(environment, "DBUS_SESSION_BUS_ADDRESS").empty())
        return true;
    const std::string runtime = lookUp(environment, "XDG_RUNTIME_DIR");
    return !runtime.empty() && ::access((runtime + "/bus").c_str(), F_OK) == 0;
#else
    return true;
#endif
}

void askKeychain(const std::string &user, std::chrono::milliseconds timeout, ApiKeyDone done)
{
    auto *job = new QKeychain::ReadPasswordJob(QString::fromLatin1(kKeychainService)); // deletes itself when finished
    job->setKey(QString::fromStdString(user));
    job->setInsecureFallback(false);
    const auto once = std::make_shared<ApiKeyDone>(std::move(done));
    const auto answer = [once](ApiKey key) {
        if (ApiKeyDone waiting = std::exchange(*once, nullptr))
            waiting(std::move(key));
    };
    QObject::connect(job, &QKeychain::Job::finished, job, [job, answer] {
        const bool found = job->error() == QKeychain::NoError && !job->textData().isEmpty();
        answer(found ? ApiKey{job->textData().toStdString(), "keychain"} : ApiKey{});
    });
    QTimer::singleShot(timeout, job, [answer] { answer({}); });
    job->start();
}

} // namespace

std::string keychainUser(const Settings &settings)
{
    return "assistant " + settings.text("assistant.base_url");
}

void resolveApiKey(const Settings &settings, const std::map<std::string, std::string> &environment, ApiKeyDone done,
                   std::chrono::milliseconds keychainTimeout)
{
    if (const std::string &path = settings.text("assistant.api_key_file"); !path.empty()) {
        done(readKeyFile(path, environment));
        return;
    }
    if (const std::string &name = settings.text("assistant.api_key_env"); !name.empty()) {
        const std::string key = trimmed(lookUp(environment, name));
        if (key.empty())
            done(base::fail("config.api_key_env", "The variable named by assistant.api_key_env is not set."));
        else
            done(ApiKey{key, "environment"});
        return;
    }
    if (!settings.flag("assistant.use_keychain") || settings.text("assistant.base_url").empty() || !hasSessionBus(environment)) {
        done(ApiKey{});
        return;
    }
    askKeychain(keychainUser(settings), keychainTimeout, std::move(done));
}

} // namespace core::config
