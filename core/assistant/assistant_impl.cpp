#include "core/assistant/assistant_impl.h"

#include "core/assistant/plain_text.h"
#include "core/config/secrets.h"
#include "core/telemetry/log.h"
#include "core/telemetry/redactor.h"

#include <QPointer>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace core::assistant {

namespace wire = berth::agent::v1;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMaxHints = 50;
constexpr std::size_t kMaxTitle = 200, kMaxHintText = 2000, kMaxReason = 200;
constexpr std::size_t kMaxCommand = 4096, kMaxPath = 4096, kMaxField = 256;
constexpr std::size_t kMaxQuestion = 16 * 1024, kMaxContext = 512 * 1024;
constexpr std::size_t kMaxAnswerText = 512 * 1024;
constexpr std::size_t kMaxStreaming = 4;
constexpr int kWatchdogPerSilence = 11; // the agent ends an answer after ten times the longest silence
constexpr auto kAnswerRefresh = 33ms; // text arrives by the word; the panel need not repaint for each

// What an agent is started with.
constexpr std::array kAgentSettings{"assistant.enabled",      "assistant.provider",          "assistant.base_url",   "assistant.model",        "assistant.api_key_file", "assistant.api_key_env",
                                    "assistant.use_keychain", "assistant.max_output_tokens", "assistant.timeout_ms", "assistant.heartbeat_ms", "assistant.restart_max_ms"};

const char *const kNoModel = "No model is set up, so only the rules speak. Set assistant.provider = \"openai\", assistant.base_url (for Ollama "
                             "http://127.0.0.1:11434/v1) and assistant.model in the settings.";

base::SessionId sessionOf(const std::string &text)
{
    base::SessionId id;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
    return error == std::errc() && end == text.data() + text.size() ? id : base::SessionId();
}

std::string redacted(std::string_view text)
{
    return telemetry::redact(text).text;
}

std::chrono::milliseconds milliseconds(const config::Settings &settings, const char *key)
{
    return std::chrono::milliseconds(settings.integer(key));
}

SilencePolicy::Limits limitsOf(const config::Settings &settings)
{
    return {.typingPause = milliseconds(settings, "assistant.typing_pause_ms"), .cooldown = milliseconds(settings, "assistant.cooldown_ms")};
}

} // namespace

AssistantImpl::AssistantImpl(Options options, Facts &facts)
    : m_settings(options.settings)
    , m_options(std::move(options))
    , m_facts(facts)
    , m_probes(facts)
    , m_policy(limitsOf(*m_settings))
    , m_answers(kMaxAnswerText)
{
    m_holdTimer.setSingleShot(true);
    connect(&m_holdTimer, &QTimer::timeout, this, &AssistantImpl::showWhatMayBeShown);
    m_answerTimer.setSingleShot(true);
    connect(&m_answerTimer, &QTimer::timeout, this, &AssistantImpl::answersChanged);
    makeAgent();
}

void AssistantImpl::makeAgent()
{
    if (!isWanted())
        return;
    m_keyProblem.clear();
    m_supervisor = std::make_unique<AgentSupervisor>(AgentSupervisor::Setup{.program = m_options.agentProgram,
                                                                            .socketPath = m_options.instanceDir + "/agent.sock",
                                                                            .longestWait = milliseconds(*m_settings, "assistant.restart_max_ms"),
                                                                            .heartbeat = milliseconds(*m_settings, "assistant.heartbeat_ms")},
                                                     AgentSupervisor::Events{.stateChanged = [this] { supervisorChanged(); },
                                                                             .message = [this](const wire::AgentMessage &message) { received(message); },
                                                                             .lost = [this] { agentLost(); }});
    // From the event loop: making an assistant must not hold up the first window.
    QTimer::singleShot(0, m_supervisor.get(), [this] { startAgent(); });
}

AssistantImpl::~AssistantImpl()
{
    m_supervisor.reset();
}

bool AssistantImpl::hasModel() const
{
    return m_settings->text("assistant.provider") == "openai" && !m_settings->text("assistant.base_url").empty() && !m_settings->text("assistant.model").empty();
}

void AssistantImpl::startAgent()
{
    if (!isOn()) // ended before it began
        return;
    wire::ClientMessage hello;
    hello.mutable_hello()->set_instance(m_options.instanceId);
    hello.mutable_hello()->set_version(BERTH_VERSION);
    if (!hasModel())
        return m_supervisor->start(std::move(hello));

    wire::Provider *provider = hello.mutable_hello()->mutable_provider();
    provider->set_kind("openai");
    provider->set_base_url(m_settings->text("assistant.base_url"));
    provider->set_model(m_settings->text("assistant.model"));
    provider->set_max_output_tokens(static_cast<std::uint32_t>(m_settings->integer("assistant.max_output_tokens")));
    provider->set_timeout_ms(static_cast<std::uint32_t>(m_settings->integer("assistant.timeout_ms")));
    std::map<std::string, std::string> environment; // only the one variable that may hold the key
    const std::string &variable = m_settings->text("assistant.api_key_env");
    if (const char *value = variable.empty() ? nullptr : std::getenv(variable.c_str()))
        environment[variable] = value;
    config::resolveApiKey(*m_settings, environment, [self = QPointer(this), asked = QPointer(m_supervisor.get()), hello](base::Result<config::ApiKey> key) mutable {
        if (!self || !asked || !self->isOn())
            return;
        if (key)
            hello.mutable_hello()->mutable_provider()->set_api_key(key->value);
        else
            self->m_keyProblem = key.error().message;
        self->m_supervisor->start(std::move(hello));
    });
}

State AssistantImpl::state() const
{
    if (m_turn == Turn::Ending) // as far as anybody is concerned
        return isWanted() ? State::Starting : State::Off;
    return m_supervisor ? m_supervisor->state() : State::Off;
}

std::string AssistantImpl::stateText() const
{
    switch (state()) {
    case State::Off: return "off";
    case State::Starting: return "starting";
    case State::Ready: return providerName() == "rules" ? "rules · no model" : "rules · " + providerName();
    case State::Restarting: return "restarting in " + std::to_string(m_supervisor->untilRestart().count()) + " s";
    }
    return {};
}

void AssistantImpl::supervisorChanged()
{
    if (state() == State::Ready)
        for (auto &[id, reported] : m_reported)
            if (reported.unsent && m_supervisor->send(*reported.unsent))
                reported.unsent.reset();
    Q_EMIT stateChanged();
}

void AssistantImpl::agentLost()
{
    if (m_answers.streaming() > 0) {
        m_answers.endAll(Answer::Phase::Failed, "The assistant's process ended in the middle of the answer. It is being restarted; ask again.");
        Q_EMIT answersChanged();
    }
}

void AssistantImpl::received(const wire::AgentMessage &message)
{
    switch (message.body_case()) {
    case wire::AgentMessage::kHint: return onHint(message.hint());
    case wire::AgentMessage::kProbe: return onProbe(message.probe());
    case wire::AgentMessage::kAnswerText:
        if (!m_answers.isStreaming(message.answer_text().ask_id()))
            return;
        if (!m_answers.append(message.answer_text().ask_id(), message.answer_text().text()))
            sendStop(message.answer_text().ask_id());
        return answersChangedSoon();
    case wire::AgentMessage::kAnswerEnd: return onAnswerEnd(message.answer_end());
    case wire::AgentMessage::kSilent: {
        const auto it = m_reported.find(sessionOf(message.silent().session()));
        if (it != m_reported.end() && it->second.block.value == message.silent().block())
            setSilence(plainLine(message.silent().reason(), kMaxReason));
        return;
    }
    case wire::AgentMessage::kWelcome:
    case wire::AgentMessage::BODY_NOT_SET: return; // from a newer agent: ignored, as the protocol says
    }
}

// ---- failures and hints

void AssistantImpl::commandFinished(const session::SessionInfo &info, const session::CommandFinished &event)
{
    if (!isWanted())
        return;
    const shell::Block &block = event.block;
    const base::SteadyTime now = base::Clock::system().now();
    m_policy.commandRan(info.id, now - block.duration);
    m_reported.erase(info.id); // the user went on: a hint for what was before comes too late
    m_probes.close(info.id);

    if (!block.trusted || block.command.empty())
        return setSilence("the marks of this shell are not Berth's own");
    if (!block.exitCode)
        return setSilence("the shell did not say how the command ended");
    if (block.stopped)
        return setSilence("the last command was stopped, it has not ended");
    if (*block.exitCode == 0) {
        m_attempts.succeeded(info.id, block.command);
        return setSilence("the last command succeeded");
    }
    if (std::string reason = SilencePolicy::notAbout(block.command); !reason.empty())
        return setSilence(std::move(reason));
    report(info, event);
}

void AssistantImpl::report(const session::SessionInfo &info, const session::CommandFinished &event)
{
    const shell::Block &block = event.block;
    const std::string output = plainText(event.outputTail, session::kOutputTailBytes);
    const int attempt = m_attempts.failed(info.id, block.command, *block.exitCode, output);

    wire::ClientMessage message;
    message.set_trace_id(info.traceId);
    wire::CommandFailed *failed = message.mutable_command_failed();
    failed->set_session(std::to_string(info.id.value));
    failed->set_block(block.id.value);
    failed->set_command(redacted(plainText(block.command, kMaxCommand)));
    failed->set_cwd(redacted(plainLine(block.cwd, kMaxPath)));
    failed->set_exit_code(*block.exitCode);
    failed->set_duration_ms(static_cast<std::uint64_t>(std::max<std::int64_t>(block.duration.count(), 0)));
    failed->set_output_tail(redacted(output));
    const auto field = [](const std::string &text) { return plainLine(text, kMaxField); };
    failed->set_shell(field(info.shell));
    failed->set_attempt(static_cast<std::uint32_t>(attempt));
    failed->mutable_place()->set_engine(field(info.place.engine));
    failed->mutable_place()->set_container_id(field(info.place.containerId));
    failed->mutable_place()->set_container_name(field(m_facts.containerName(info)));
    failed->mutable_place()->set_image(field(info.place.image));
    failed->mutable_place()->set_user(field(info.place.user));

    Reported &reported = m_reported[info.id];
    reported = Reported{.block = block.id, .escalating = attempt > 1, .unsent = {}, .held = {}};
    m_probes.open(info.id);
    if (!m_supervisor->send(message)) { // sent when the agent is ready again; a newer failure of this session replaces it
        reported.unsent = std::move(message);
        setSilence("the assistant is " + stateText());
    }
}

void AssistantImpl::onProbe(const wire::Probe &probe)
{
    std::vector<std::string> arguments(probe.arguments().begin(), probe.arguments().end());
    // Of this agent only: another one, after a change of the settings, counts its questions anew.
    m_probes.ask(sessionOf(probe.session()), probe.name(), arguments, [asker = QPointer(m_supervisor.get()), id = probe.id()](base::Result<std::vector<std::string>> values) {
        if (!asker)
            return;
        wire::ClientMessage message;
        wire::ProbeResult *result = message.mutable_probe_result();
        result->set_id(id);
        result->set_refused(!values);
        if (values)
            result->mutable_values()->Add(values->begin(), values->end());
        else
            result->set_reason(values.error().message);
        if (!asker->send(std::move(message)))
            qCInfo(telemetry::lcAssistant, "a fact came too late for the agent");
    });
}

void AssistantImpl::onHint(const wire::Hint &hint)
{
    const base::SessionId session = sessionOf(hint.session());
    const auto it = m_reported.find(session);
    if (it == m_reported.end() || it->second.block.value != hint.block())
        return; // about nothing that was reported, or about a command that is over
    it->second.held = Hint{.session = session,
                           .block = it->second.block,
                           .title = plainLine(hint.title(), kMaxTitle),
                           .text = plainText(hint.text(), kMaxHintText),
                           .proposed = plainCommand(hint.proposed(), kMaxCommand),
                           .tier = static_cast<int>(std::clamp(hint.tier(), 1u, 3u)),
                           .rule = plainLine(hint.rule(), kMaxTitle)};
    showWhatMayBeShown();
}

void AssistantImpl::showWhatMayBeShown()
{
    const base::SteadyTime now = base::Clock::system().now();
    std::optional<base::SteadyTime> next;
    bool shown = false;
    for (auto &[session, reported] : m_reported) {
        if (!reported.held)
            continue;
        if (const auto wait = m_policy.wait(session, reported.escalating, now)) {
            next = next ? std::min(*next, wait->until) : wait->until;
            setSilence(wait->reason);
            continue;
        }
        m_policy.spoke(session, now);
        // One card per failure: a later tier replaces the earlier one of the same session and rule.
        std::erase_if(m_hints, [&](const Hint &h) {
            return h.session == session && (h.block == reported.block || (reported.escalating && h.rule == reported.held->rule));
        });
        m_hints.push_back(*std::move(reported.held));
        reported.held.reset();
        if (m_hints.size() > kMaxHints)
            m_hints.erase(m_hints.begin());
        shown = true;
    }
    if (next)
        m_holdTimer.start(std::chrono::ceil<std::chrono::milliseconds>(*next - now));
    if (shown) {
        setSilence({});
        Q_EMIT hintsChanged();
    }
}

void AssistantImpl::userTyped(base::SessionId session)
{
    if (!isWanted())
        return;
    m_policy.typed(session, base::Clock::system().now());
    const auto it = m_reported.find(session);
    if (it != m_reported.end() && it->second.held)
        showWhatMayBeShown();
}

void AssistantImpl::sessionEnded(base::SessionId session)
{
    m_reported.erase(session);
    m_policy.forget(session);
    m_attempts.forget(session);
    m_probes.close(session);
    if (std::erase_if(m_hints, [&](const Hint &h) { return h.session == session; }) > 0)
        Q_EMIT hintsChanged();
}

void AssistantImpl::dismiss(base::BlockId block)
{
    if (std::erase_if(m_hints, [&](const Hint &h) { return h.block == block; }) > 0)
        Q_EMIT hintsChanged();
}

void AssistantImpl::setSilence(std::string reason)
{
    if (std::exchange(m_silence, std::move(reason)) != m_silence)
        Q_EMIT silenceChanged();
}

// ---- questions and answers

Context AssistantImpl::contextFor(const session::SessionInfo &info, const session::SessionFrame &frame) const
{
    session::SessionInfo now = info;
    now.place.containerName = m_facts.containerName(info);
    return buildContext(now, frame, {.blocks = static_cast<std::size_t>(m_settings->integer("assistant.context_blocks")),
                                     .bytes = static_cast<std::size_t>(m_settings->integer("assistant.context_bytes"))});
}

base::Result<std::uint64_t> AssistantImpl::ask(const session::SessionInfo &info, const std::string &question, const Context &context)
{
    if (!isWanted())
        return base::fail("assistant.off", "The assistant is switched off; assistant.enabled turns it on.");
    Answer answer{.id = 0, .session = info.id, .question = redacted(plainText(question, kMaxQuestion)), .text = {}, .problem = {}};
    if (!hasModel() || !m_keyProblem.empty()) {
        answer.phase = hasModel() ? Answer::Phase::Failed : Answer::Phase::NoModel;
        answer.problem = hasModel() ? m_keyProblem : kNoModel;
        const std::uint64_t id = m_answers.add(std::move(answer)).id;
        Q_EMIT answersChanged();
        return id;
    }
    if (context.text.size() > kMaxContext)
        return base::fail("assistant.too_long", "That is more text than a question may take along; lower assistant.context_bytes.");
    if (state() != State::Ready)
        return base::fail("assistant.unavailable", "The assistant is " + stateText() + "; ask again then.");
    if (m_answers.streaming() >= kMaxStreaming)
        return base::fail("assistant.busy", "Four questions are being answered; stop one, or wait.");

    wire::ClientMessage message;
    message.set_trace_id(info.traceId);
    Answer &added = m_answers.add(std::move(answer));
    const std::uint64_t id = added.id;
    message.mutable_ask()->set_id(id);
    message.mutable_ask()->set_session(std::to_string(info.id.value));
    message.mutable_ask()->set_question(added.question);
    message.mutable_ask()->set_context(context.text);
    if (!m_supervisor->send(std::move(message)))
        m_answers.end(id, Answer::Phase::Failed, "The assistant takes no more questions just now; ask again.");
    // The agent keeps its own time; this is for one that does not.
    QTimer::singleShot(kWatchdogPerSilence * milliseconds(*m_settings, "assistant.timeout_ms"), this, [this, id] {
        if (!m_answers.isStreaming(id))
            return;
        m_answers.end(id, Answer::Phase::CutOff, "The answer was cut off: it did not end in the time that an answer may take.");
        sendStop(id);
        Q_EMIT answersChanged();
    });
    Q_EMIT answersChanged();
    return id;
}

void AssistantImpl::stop(std::uint64_t answer)
{
    if (!m_answers.isStreaming(answer))
        return;
    m_answers.end(answer, Answer::Phase::Stopped); // at once, whatever the agent does
    sendStop(answer);
    Q_EMIT answersChanged();
}

void AssistantImpl::sendStop(std::uint64_t answer)
{
    wire::ClientMessage message;
    message.mutable_stop()->set_ask_id(answer);
    if (!m_supervisor->send(std::move(message)))
        qCInfo(telemetry::lcAssistant, "a stop did not reach the agent");
}

void AssistantImpl::onAnswerEnd(const wire::AnswerEnd &end)
{
    using Phase = Answer::Phase;
    const auto phase = [&] {
        switch (end.reason()) {
        case wire::AnswerEnd::COMPLETE: return Phase::Complete;
        case wire::AnswerEnd::STOPPED: return Phase::Stopped;
        case wire::AnswerEnd::CUT_OFF: return Phase::CutOff;
        case wire::AnswerEnd::NO_MODEL: return Phase::NoModel;
        default: return Phase::Failed;
        }
    }();
    std::string problem = plainLine(end.error_message(), kMaxHintText);
    if (phase == Phase::NoModel)
        problem = kNoModel;
    else if (phase == Phase::Failed && problem.empty())
        problem = "The answer failed, and the agent did not say why.";
    else if (phase == Phase::CutOff && problem.empty())
        problem = "The answer was cut off.";
    const auto count = [](std::uint32_t tokens) { return static_cast<int>(std::min<std::uint32_t>(tokens, 1'000'000'000)); };
    m_answers.end(end.ask_id(), phase, std::move(problem), count(end.input_tokens()), count(end.output_tokens()));
    m_answerTimer.stop();
    Q_EMIT answersChanged();
}

void AssistantImpl::answersChangedSoon()
{
    if (!m_answerTimer.isActive())
        m_answerTimer.start(kAnswerRefresh);
}

void AssistantImpl::setSettings(config::SettingsPtr settings)
{
    if (m_turn == Turn::Leaving)
        return;
    const bool sameAgent = std::ranges::all_of(kAgentSettings, [&](const char *key) { return settings->value(key) == m_settings->value(key); });
    m_settings = std::move(settings);
    m_policy.setLimits(limitsOf(*m_settings));
    if (sameAgent || m_turn == Turn::Ending)
        return;
    if (!m_supervisor)
        return makeAgent();
    m_turn = Turn::Ending;
    forgetAll(isWanted() ? "The assistant was started anew with other settings; ask again." : "The assistant was switched off.");
    // Later: it is the supervisor that tells.
    const auto next = [this] {
        if (m_turn != Turn::Ending)
            return;
        m_turn = Turn::None;
        m_supervisor.reset();
        makeAgent();
        Q_EMIT stateChanged();
    };
    m_supervisor->stop([this, next] { QTimer::singleShot(0, this, next); });
    Q_EMIT stateChanged();
}

void AssistantImpl::forgetAll(const std::string &why)
{
    for (const auto &[session, reported] : m_reported)
        m_probes.close(session);
    m_reported.clear();
    m_holdTimer.stop();
    m_answers.endAll(Answer::Phase::CutOff, why);
    Q_EMIT answersChanged();
    if (!isWanted() && !m_hints.empty()) {
        m_hints.clear();
        Q_EMIT hintsChanged();
    }
    setSilence({});
}

void AssistantImpl::shutdown(std::function<void()> done)
{
    m_turn = Turn::Leaving;
    if (!m_supervisor)
        return done();
    m_supervisor->stop(std::move(done));
}

std::unique_ptr<Assistant> Assistant::create(Options options, Facts &facts)
{
    return std::make_unique<AssistantImpl>(std::move(options), facts);
}

} // namespace core::assistant
