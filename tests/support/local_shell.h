// A real shell of this machine with Berth's integration, in a session and a home folder of its own, for tests.
//
// Threads: the test's.
#pragma once
#include "tests/support/shell_driver.h"

#include "core/base/random.h"
#include "core/pty/local_pty.h"
#include "core/session/session.h"
#include "core/shell/injection.h"

#include <QFile>
#include <QTemporaryDir>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tests {

// Files of the user's, by name below HOME.
using HomeFiles = std::vector<std::pair<const char *, const char *>>;

// A short prompt, and a history that leaves out what begins with a space or comes twice.
inline constexpr const char *kBashrc = "PS1='\\w $ '\nHISTCONTROL=ignoreboth\n";

// For `editScript`: hides PS0 from the script, as in a bash before 4.4, which is not at hand.
inline void withoutPs0(std::string &script)
{
    const std::string line = "__berth_has_ps0=1; fi";
    if (const auto at = script.find(line); at != std::string::npos)
        script.replace(at, line.size(), "__berth_has_ps0=; fi");
    else
        script = "exit 99";
}

class LocalShell : public ShellDriver
{
public:
    explicit LocalShell(const std::string &program, const HomeFiles &files = {}, bool login = false, const std::function<void(std::string &)> &editScript = {},
                        const std::vector<std::pair<std::string, std::string>> &more = {})
    {
        for (const auto &[name, text] : files)
            write(m_home.filePath(QString::fromLatin1(name)), text);
        const auto scripts = m_scripts.filePath(QStringLiteral("s")).toStdString();
        m_ok = core::shell::writeScripts(scripts).has_value();
        if (editScript) {
            QFile f(QString::fromStdString(scripts) + QStringLiteral("/berth.bash"));
            m_ok = m_ok && f.open(QIODevice::ReadOnly);
            auto text = f.readAll().toStdString();
            f.close();
            editScript(text);
            write(f.fileName(), text.c_str());
        }
        std::vector<std::pair<std::string, std::string>> environment{
            {"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", home()}, {"TERM", "xterm-256color"}, {"LANG", "C.UTF-8"}, {"USER", "tester"}};
        environment.insert(environment.end(), more.begin(), more.end());
        auto file = core::shell::NonceFile::write(scripts, nonce);
        if (!file) {
            m_ok = false;
            return;
        }
        m_nonceFile.emplace(std::move(*file));
        const auto injection = core::shell::localInjection(program, login, m_nonceFile->path(), scripts, environment);
        environment.insert(environment.end(), injection.environment.begin(), injection.environment.end());
        auto started = core::pty::startLocal({.program = program, .arguments = injection.arguments, .environment = environment, .workingDirectory = home(), .size = {100, 30}});
        if (!started) {
            m_ok = false;
            return;
        }
        core::session::SessionOptions options;
        options.size = {100, 30};
        options.nonce = nonce;
        options.info.shell = program.substr(program.rfind('/') + 1);
        attach(core::session::startSession(std::move(options), std::move(*started)));
    }

    std::string home() const { return m_home.path().toStdString(); }
    bool isUp() { return m_ok && atPrompt(); }

    const std::string nonce = core::base::randomHex(16);

private:
    static void write(const QString &path, const char *text)
    {
        QFile f(path);
        if (f.open(QIODevice::WriteOnly | QIODevice::Truncate))
            f.write(text);
    }
    QTemporaryDir m_home, m_scripts;
    std::optional<core::shell::NonceFile> m_nonceFile;
};

} // namespace tests
