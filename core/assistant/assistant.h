// The assistant's client side, where the trust is: starts and supervises berth-agent, builds and redacts what it may
// see, answers its probes, and keeps what the panel shows. The agent only proposes.
//
// Threads: lives on one Qt thread (Host: the main one). gRPC's threads only post to it.
// Codes: assistant.off, assistant.unavailable, assistant.busy, assistant.too_long.
#pragma once
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/config/settings.h"
#include "core/session/session_handle.h"

#include <QObject>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace core::assistant {

enum class State : unsigned char {
    Off,        // by setting: no process
    Starting,
    Ready,
    Restarting, // it died; waiting for the backoff
};

struct Hint
{
    base::SessionId session;
    base::BlockId block;
    std::string title, text;
    std::string proposed; // a command; invisible and bidi characters made visible; never ends in a newline
    int tier = 1;
    std::string rule;
};

struct Answer
{
    std::uint64_t id = 0;
    base::SessionId session;
    std::string question;
    std::string text;     // so far; plain text (escapes stripped)
    enum class Phase : unsigned char { Streaming, Complete, Stopped, Failed, CutOff, NoModel } phase = Phase::Streaming;
    std::string problem;  // a sentence when Failed or NoModel
    int inputTokens = 0, outputTokens = 0;
};

// What will be sent with a question: shown to the user first, exactly these bytes.
struct Context
{
    std::string text;
    std::size_t redacted = 0; // secrets replaced
    int tokens = 0;           // estimate
    std::string label;        // "npm test + 2 blocks"
};

// Facts that the assistant may ask the rest of Berth for. Implemented by core/host (which knows engines and sessions).
class Facts
{
public:
    virtual ~Facts() = default;
    // What the session's container is called now: a session knows its first name only.
    virtual std::string containerName(const session::SessionInfo &info) const { return info.place.containerName; }
    using Done = std::move_only_function<void(base::Result<std::vector<std::string>>)>;
    // Names of the programs in PATH where this session runs (host, or container by a fixed exec).
    virtual void commandsInPath(base::SessionId session, Done done) = 0;
    // {"file"|"dir"|"missing", octal mode, owner} of an absolute path where this session runs.
    virtual void describePath(base::SessionId session, const std::string &path, Done done) = 0;
    // Names in the folder at an absolute path where this session runs; for near misses. Whoever cannot tell refuses.
    virtual void namesIn(base::SessionId session, const std::string &path, Done done)
    {
        (void)session, (void)path;
        done(base::fail("assistant.probe", "Names in folders cannot be listed there."));
    }
};

class Assistant : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual State state() const = 0;
    virtual std::string stateText() const = 0;    // "rules · no model", "restarting in 4 s": a phrase for the panel
    virtual std::string providerName() const = 0; // "rules" or the model's name
    virtual int restarts() const = 0;
    virtual qint64 agentPid() const = 0;          // 0: none

    // A command ended in a session (any exit code): decides on a hint or on a visible reason for silence.
    virtual void commandFinished(const session::SessionInfo &info, const session::CommandFinished &event) = 0;
    // The user pressed a key there: no hint appears while typing.
    virtual void userTyped(base::SessionId session) = 0;
    virtual void sessionEnded(base::SessionId session) = 0;

    virtual const std::vector<Hint> &hints() const = 0;   // newest last, bounded
    virtual void dismiss(base::BlockId block) = 0;
    virtual std::string silenceReason() const = 0;         // why it says nothing now; empty when it spoke

    virtual Context contextFor(const session::SessionInfo &info, const session::SessionFrame &frame) const = 0;
    virtual base::Result<std::uint64_t> ask(const session::SessionInfo &info, const std::string &question, const Context &context) = 0;
    virtual void stop(std::uint64_t answer) = 0;
    virtual const std::vector<Answer> &answers() const = 0; // newest last, bounded

    // From now on. Where they change whether there is an agent, or what it was told at its start, the one that runs is ended,
    // what it was answering with it, and another one started.
    virtual void setSettings(config::SettingsPtr settings) = 0;
    virtual void shutdown(std::function<void()> done) = 0;  // ends the agent within a bounded time

    struct Options
    {
        config::SettingsPtr settings;
        std::string agentProgram;  // path of berth-agent
        std::string instanceDir;   // 0700; the agent's socket goes there
        std::string instanceId;
    };
    static std::unique_ptr<Assistant> create(Options options, Facts &facts);

Q_SIGNALS:
    void stateChanged();
    void hintsChanged();
    void answersChanged();
    void silenceChanged();
};

} // namespace core::assistant
