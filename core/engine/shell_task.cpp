#include "core/engine/shell_task.h"

#include "core/engine/api_json.h"
#include "core/engine/container_pty.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace core::engine {
namespace {

// The terminal echoes the launcher's input before the mark; a broken program may print anything.
constexpr std::size_t kMaxBeforeReady = 1u << 20;
constexpr auto kResizeRetry = std::chrono::milliseconds(50);

// The last line that is none of the input's: that has a secret in it.
std::string_view lastWords(std::string_view seen, std::string_view input)
{
    while (!seen.empty()) {
        const std::size_t start = seen.find_last_of('\n') + 1;
        std::string_view line = seen.substr(start);
        const std::size_t end = line.find_last_not_of("\r ");
        line = line.substr(0, end == std::string_view::npos ? 0 : end + 1);
        if (!line.empty() && input.find(line) == std::string_view::npos)
            return line;
        seen = seen.substr(0, start > 0 ? start - 1 : 0);
    }
    return {};
}

} // namespace

ShellTask::ShellTask(const ApiClient &api, ExecKeeper &keeper, std::string container, ExecSpec spec, Done done, QObject *parent)
    : Task(parent)
    , m_api(api)
    , m_keeper(keeper)
    , m_container(std::move(container))
    , m_spec(std::move(spec))
    , m_done(std::move(done))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { end(base::fail("engine.timeout", "The shell in the container did not start in time.")); });
}

void ShellTask::run(HttpCall *call)
{
    m_call = call;
    call->start();
}

void ShellTask::start()
{
    m_mark = m_keeper.mark(m_spec);
    run(m_api.call("POST", "/containers/" + percentEncoded(m_container) + "/exec", {.deadline = m_api.timings().quick},
                   [this](const base::Result<HttpReply> &reply) { created(reply); }, this,
                   execBody(m_spec, true, m_api.dialect().detachKeys, m_api.dialect().takesTerminalSize)));
}

void ShellTask::created(const base::Result<HttpReply> &reply)
{
    if (!reply)
        return end(std::unexpected(startRefused(reply.error())));
    auto id = idIn(reply->body);
    if (!id)
        return end(std::unexpected(id.error()));
    m_execId = *std::move(id);
    m_starting = true;
    run(m_api.call("POST", "/exec/" + percentEncoded(m_execId) + "/start", {.deadline = m_api.timings().quick},
                   [this](base::Result<HttpReply> answer) { started(std::move(answer)); }, this, R"({"Detach":false,"Tty":true})", true));
}

void ShellTask::started(base::Result<HttpReply> reply)
{
    if (!reply)
        return end(std::unexpected(startRefused(reply.error())));
    if (!reply->stream)
        return end(base::fail("engine.protocol", "The engine did not open a stream for the shell."));
    m_stream = *std::move(reply->stream);
    m_deadline.start(m_api.timings().handshake);
    listen(); // before the resize, which Docker holds for ten seconds where the program could not be started
    if (!m_ended)
        resize(0);
}

void ShellTask::resize(int attempt)
{
    run(m_api.call(
        "POST", ExecKeeper::resizePath(m_execId, base::clamped(m_spec.size)), {.deadline = m_api.timings().resize},
        [this, attempt](const base::Result<HttpReply> &reply) {
            if (!reply && attempt == 0) // the runtime may still be making the terminal
                return QTimer::singleShot(kResizeRetry, this, [this] {
                    if (!m_ended)
                        resize(1);
                });
            inspect(); // a program that has ended at once cannot be resized either; the stream says what happened
        },
        this));
}

void ShellTask::inspect()
{
    speak();
    if (m_ended)
        return;
    run(m_api.call("GET", "/exec/" + percentEncoded(m_execId) + "/json", {.deadline = m_api.timings().quick},
                   [this](const base::Result<HttpReply> &reply) {
                       if (const auto exec = reply ? objectIn(reply->body) : base::Result<QJsonObject>(QJsonObject())) {
                           m_containerId = exec->value(QLatin1String("ContainerID")).toString().toStdString();
                           m_process = m_keeper.find(exec->value(QLatin1String("Pid")).toInt(), m_containerId);
                       }
                       m_inspected = true;
                       handOverIfReady();
                   },
                   this));
}

void ShellTask::speak()
{
    if (!m_spec.input.empty()) {
        m_writable = std::make_unique<QSocketNotifier>(m_stream.fd.get(), QSocketNotifier::Write);
        connect(m_writable.get(), &QSocketNotifier::activated, this, &ShellTask::onWritable);
    }
    if (m_spec.ready.empty())
        m_ready = m_spec.input.empty();
}

void ShellTask::listen()
{
    if (m_spec.ready.empty())
        return;
    m_readable = std::make_unique<QSocketNotifier>(m_stream.fd.get(), QSocketNotifier::Read);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &ShellTask::onReadable);
    take(std::exchange(m_stream.leftOver, {}));
}

void ShellTask::onWritable()
{
    const std::string_view rest = std::string_view(m_spec.input).substr(m_inputSent);
    const ssize_t count = ::send(m_stream.fd.get(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) {
        if (errno != EAGAIN && errno != EINTR)
            m_writable->setEnabled(false); // reading tells why
        return;
    }
    m_inputSent += std::size_t(count);
    if (m_inputSent < m_spec.input.size())
        return;
    m_writable->setEnabled(false);
    if (m_spec.ready.empty()) {
        m_ready = true;
        handOverIfReady();
    }
}

void ShellTask::onReadable()
{
    std::array<char, 16 << 10> buffer;
    const ssize_t count = ::read(m_stream.fd.get(), buffer.data(), buffer.size());
    if (count > 0)
        return take({buffer.data(), std::size_t(count)});
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    m_readable->setEnabled(false);
    endedEarly();
}

void ShellTask::take(std::string_view bytes)
{
    const std::size_t from = m_seen.size() < m_spec.ready.size() ? 0 : m_seen.size() - m_spec.ready.size() + 1;
    m_seen.append(bytes);
    const auto at = m_seen.find(m_spec.ready, from);
    if (at == std::string::npos) {
        if (m_seen.size() > kMaxBeforeReady)
            end(base::fail("engine.limit", "The shell in the container printed too much before it was ready."));
        return;
    }
    m_stream.leftOver = m_seen.substr(at + m_spec.ready.size());
    m_seen.clear();
    m_readable->setEnabled(false);
    m_ready = true;
    handOverIfReady();
}

// The launcher has ended without its mark: the engine or the launcher has said why.
void ShellTask::endedEarly()
{
    const std::string words = engineWords(lastWords(m_seen, m_spec.input));
    if (auto wish = wishRefused(words))
        return end(std::unexpected(*std::move(wish)));
    end(base::fail("engine.no_shell", "No shell could be started in the container" + (words.empty() ? "." : ": " + words + '.')));
}

// Before a stream was opened: Podman looks the user up by then, and newer engines may have tried to start the launcher.
base::Error ShellTask::startRefused(const base::Error &error) const
{
    if (auto wish = wishRefused(error.message))
        return *std::move(wish);
    const bool isLauncher = !m_spec.ready.empty() && !m_spec.command.empty();
    if (isLauncher && saysNoProgram(error.message, m_spec.command.front()))
        return {"engine.no_shell", error.message, error.detail};
    return error;
}

// A user or a folder that the container does not have: another shell would not help.
std::optional<base::Error> ShellTask::wishRefused(const std::string &words) const
{
    if (!m_spec.user.empty() && (words.find("unable to find user") != std::string::npos || words.find("unable to find group") != std::string::npos))
        return base::Error{"engine.no_user", "The container does not know the user '" + m_spec.user + "'.", words};
    if (!m_spec.workingDir.empty() && (words.find("chdir to cwd") != std::string::npos || words.find("chdir to `") != std::string::npos))
        return base::Error{"engine.no_folder", "The container has no folder '" + m_spec.workingDir + "' that this user may enter.", words};
    return std::nullopt;
}

void ShellTask::handOverIfReady()
{
    if (m_ended || !m_ready || !m_inspected)
        return;
    auto link = std::make_shared<ExecLink>(ExecName{m_execId, m_spec.user, m_mark}, m_containerId, std::move(m_process));
    end(std::make_unique<ContainerPty>(std::move(link), m_keeper.mailbox(), std::move(m_stream.fd), std::move(m_stream.leftOver)));
}

void ShellTask::cancel()
{
    end(std::unexpected(cancelledError()));
}

void ShellTask::end(base::Result<std::unique_ptr<pty::Pty>> result)
{
    if (m_ended)
        return;
    m_ended = true;
    m_deadline.stop();
    if (m_readable)
        m_readable->setEnabled(false);
    if (m_writable)
        m_writable->setEnabled(false);
    if (m_call)
        m_call->abandon();
    if (!result) {
        m_stream.fd.reset();
        if (m_starting)
            m_keeper.hangUp({m_execId, m_spec.user, m_mark});
    }
    deleteLater();
    auto done = std::move(m_done);
    done(std::move(result));
}

} // namespace core::engine
