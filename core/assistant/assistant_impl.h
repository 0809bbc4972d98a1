// Joins the parts: failures go out, hints come in when the policy allows, questions are answered.
#pragma once
#include "berth/agent/v1/agent.pb.h"
#include "core/assistant/agent_supervisor.h"
#include "core/assistant/answer_book.h"
#include "core/assistant/assistant.h"
#include "core/assistant/attempts.h"
#include "core/assistant/context_builder.h"
#include "core/assistant/probe_desk.h"
#include "core/assistant/silence_policy.h"

#include <QPointer>
#include <QTimer>
#include <map>
#include <optional>

namespace core::assistant {

class AssistantImpl : public Assistant
{
    Q_OBJECT
public:
    AssistantImpl(Options options, Facts &facts);
    ~AssistantImpl() override;

    State state() const override;
    std::string stateText() const override;
    std::string providerName() const override { return m_supervisor ? m_supervisor->provider() : "rules"; }
    int restarts() const override { return m_supervisor ? m_supervisor->restarts() : 0; }
    qint64 agentPid() const override { return m_supervisor ? m_supervisor->pid() : 0; }

    void commandFinished(const session::SessionInfo &info, const session::CommandFinished &event) override;
    void userTyped(base::SessionId session) override;
    void sessionEnded(base::SessionId session) override;

    const std::vector<Hint> &hints() const override { return m_hints; }
    void dismiss(base::BlockId block) override;
    std::string silenceReason() const override { return m_silence; }

    Context contextFor(const session::SessionInfo &info, const session::SessionFrame &frame) const override;
    base::Result<std::uint64_t> ask(const session::SessionInfo &info, const std::string &question, const Context &context) override;
    void stop(std::uint64_t answer) override;
    const std::vector<Answer> &answers() const override { return m_answers.all(); }

    void setSettings(config::SettingsPtr settings) override;
    void shutdown(std::function<void()> done) override;

private:
    struct Reported // the failure that a hint may be about
    {
        base::BlockId block;
        bool escalating = false;                   // the one before in this session was the same
        std::optional<berth::agent::v1::ClientMessage> unsent; // while no agent is ready
        std::optional<Hint> held;                  // came, and waits for its moment
    };

    bool isWanted() const { return m_settings->flag("assistant.enabled"); } // then there is a supervisor, though it may be ending
    bool isOn() const { return m_supervisor && m_turn == Turn::None; }
    void makeAgent();
    void startAgent();
    void forgetAll(const std::string &why);
    void supervisorChanged();
    void received(const berth::agent::v1::AgentMessage &message);
    void onHint(const berth::agent::v1::Hint &hint);
    void onProbe(const berth::agent::v1::Probe &probe);
    void onAnswerEnd(const berth::agent::v1::AnswerEnd &end);
    void agentLost();
    void report(const session::SessionInfo &info, const session::CommandFinished &event);
    void showWhatMayBeShown();
    void setSilence(std::string reason);
    void answersChangedSoon();
    void sendStop(std::uint64_t answer);
    bool hasModel() const;

    config::SettingsPtr m_settings;
    Options m_options;
    Facts &m_facts;
    ProbeDesk m_probes;
    SilencePolicy m_policy;
    Attempts m_attempts;
    AnswerBook m_answers;
    std::map<base::SessionId, Reported> m_reported;
    std::vector<Hint> m_hints;
    std::string m_silence;
    std::string m_keyProblem;
    enum class Turn : unsigned char { None, Ending, Leaving } m_turn = Turn::None; // Ending: the settings say what comes next
    QTimer m_holdTimer;
    QTimer m_answerTimer;
    std::unique_ptr<AgentSupervisor> m_supervisor; // last: goes first
};

} // namespace core::assistant
