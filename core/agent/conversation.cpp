#include "core/agent/conversation.h"

#include "core/agent/prompts.h"
#include "core/telemetry/log.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace core::agent {

namespace wire = berth::agent::v1;

namespace {

constexpr std::size_t kMaxConsidered = 16; // failures that wait for facts; the oldest is given up
constexpr std::size_t kMaxAnswers = 4;     // questions at once
constexpr std::size_t kMaxFacts = 12;      // per failure

constexpr std::size_t kPiece = 64 * 1024;   // of text in one message

// The beginning of a UTF-8 text, cut between characters.
std::string_view pieceOf(std::string_view text)
{
    std::size_t size = std::min(text.size(), kPiece);
    while (size < text.size() && size > kPiece - 4 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
        --size;
    return text.substr(0, size);
}

wire::AgentMessage messageWith(const std::string &trace)
{
    wire::AgentMessage message;
    message.set_trace_id(trace);
    return message;
}

} // namespace

Conversation::Conversation(const RulesEngine &rules, Send send) : m_rules(rules), m_send(std::move(send)) {}
Conversation::~Conversation() = default;

void Conversation::receive(const wire::ClientMessage &message)
{
    const telemetry::TraceScope trace(message.trace_id());
    switch (message.body_case()) {
    case wire::ClientMessage::kHello: return hello(message.hello(), message.trace_id());
    case wire::ClientMessage::kCommandFailed: return commandFailed(message.command_failed(), message.trace_id());
    case wire::ClientMessage::kAsk: return ask(message.ask(), message.trace_id());
    case wire::ClientMessage::kStop: return stop(message.stop().ask_id());
    case wire::ClientMessage::kProbeResult: return probeResult(message.probe_result());
    case wire::ClientMessage::BODY_NOT_SET: return; // from a newer Berth: ignored, as the protocol says
    }
}

void Conversation::hello(const wire::Hello &hello, const std::string &trace)
{
    m_answers.clear();
    m_provider.reset();
    std::string name = "rules";
    if (hello.has_provider() && hello.provider().kind() == "openai") {
        const wire::Provider &provider = hello.provider();
        m_provider = makeOpenAiProvider({.baseUrl = provider.base_url(),
                                         .model = provider.model(),
                                         .apiKey = provider.api_key(),
                                         .maxOutputTokens = static_cast<int>(std::clamp(provider.max_output_tokens(), 1u, 1u << 20)),
                                         .silence = std::chrono::milliseconds(std::clamp(provider.timeout_ms(), 100u, 3'600'000u))});
        name = provider.model();
    }
    wire::AgentMessage message = messageWith(trace);
    message.mutable_welcome()->set_version(BERTH_VERSION);
    message.mutable_welcome()->set_provider(name);
    m_send(std::move(message));
}

void Conversation::commandFailed(const wire::CommandFailed &failed, const std::string &trace)
{
    Considered considered;
    considered.session = failed.session();
    considered.trace = trace;
    considered.block = failed.block();
    considered.failure = {.command = failed.command(),
                          .cwd = failed.cwd(),
                          .exitCode = failed.exit_code(),
                          .output = failed.output_tail(),
                          .user = failed.place().user(),
                          .inContainer = !failed.place().container_id().empty(),
                          .attempt = static_cast<int>(std::clamp(failed.attempt(), 1u, 1000u))};
    // A newer failure in the same session makes a hint for the older one stale.
    std::erase_if(m_considered, [&](const Considered &c) { return c.session == failed.session(); });
    decide(std::move(considered));
}

void Conversation::decide(Considered considered)
{
    Verdict verdict = m_rules.consider(considered.failure, considered.answers);
    if (Fact *fact = std::get_if<Fact>(&verdict)) {
        if (considered.answers.size() >= kMaxFacts) {
            verdict = Silence{"finding the reason would take too many questions"};
        } else {
            considered.asked = std::move(*fact);
            considered.probe = ++m_lastProbe;
            wire::AgentMessage message = messageWith(considered.trace);
            wire::Probe *probe = message.mutable_probe();
            probe->set_id(considered.probe);
            probe->set_session(considered.session);
            probe->set_name(considered.asked.name);
            for (const std::string &argument : considered.asked.arguments)
                probe->add_arguments(argument);
            if (m_considered.size() >= kMaxConsidered)
                m_considered.pop_front();
            m_considered.push_back(std::move(considered));
            return m_send(std::move(message));
        }
    }
    wire::AgentMessage message = messageWith(considered.trace);
    if (const Silence *silence = std::get_if<Silence>(&verdict)) {
        message.mutable_silent()->set_session(considered.session);
        message.mutable_silent()->set_block(considered.block);
        message.mutable_silent()->set_reason(silence->reason);
    } else {
        const Advice &advice = std::get<Advice>(verdict);
        wire::Hint *hint = message.mutable_hint();
        hint->set_session(considered.session);
        hint->set_block(considered.block);
        hint->set_title(advice.title);
        hint->set_text(advice.text);
        hint->set_proposed(advice.proposed);
        hint->set_tier(static_cast<std::uint32_t>(advice.tier));
        hint->set_rule(advice.rule);
    }
    m_send(std::move(message));
}

void Conversation::probeResult(const wire::ProbeResult &result)
{
    const auto it = std::find_if(m_considered.begin(), m_considered.end(), [&](const Considered &c) { return c.probe == result.id(); });
    if (it == m_considered.end())
        return; // given up meanwhile
    Considered considered = std::move(*it);
    m_considered.erase(it);
    auto &answer = considered.answers[considered.asked];
    if (!result.refused())
        answer.emplace(result.values().begin(), result.values().end());
    decide(std::move(considered));
}

void Conversation::ask(const wire::Ask &ask, const std::string &trace)
{
    const std::uint64_t id = ask.id();
    if (!m_provider)
        return sendEnd(id, trace, wire::AnswerEnd::NO_MODEL);
    if (m_answers.size() >= kMaxAnswers || m_answers.contains(id))
        return sendEnd(id, trace, wire::AnswerEnd::FAILED,
                       {.errorCode = "agent.busy", .message = "Too many questions are being answered; stop one, or wait."});
    const auto onText = [this, id, trace](const std::string &text) {
        for (std::string_view rest = text; !rest.empty();) { // whoever does not stream sends all at once
            const std::string_view piece = pieceOf(rest);
            rest.remove_prefix(piece.size());
            wire::AgentMessage message = messageWith(trace);
            message.mutable_answer_text()->set_ask_id(id);
            message.mutable_answer_text()->set_text(std::string(piece));
            m_send(std::move(message));
        }
    };
    const auto onEnd = [this, id, trace](const Ended &ended) {
        const auto reason = ended.reason == Ended::Reason::Complete ? wire::AnswerEnd::COMPLETE
            : ended.reason == Ended::Reason::CutOff                 ? wire::AnswerEnd::CUT_OFF
                                                                    : wire::AnswerEnd::FAILED;
        sendEnd(id, trace, reason, ended);
        m_answers.erase(id);
    };
    m_answers[id] = {trace, m_provider->ask({std::string(kInstructions), questionWithContext(ask.question(), ask.context())}, onText, onEnd)};
}

void Conversation::stop(std::uint64_t id)
{
    if (const auto answer = m_answers.extract(id))
        sendEnd(id, answer.mapped().trace, wire::AnswerEnd::STOPPED);
}

void Conversation::sendEnd(std::uint64_t id, const std::string &trace, wire::AnswerEnd::Reason reason, const Ended &ended)
{
    wire::AgentMessage message = messageWith(trace);
    wire::AnswerEnd *end = message.mutable_answer_end();
    end->set_ask_id(id);
    end->set_reason(reason);
    end->set_error_code(ended.errorCode);
    end->set_error_message(ended.message);
    end->set_input_tokens(static_cast<std::uint32_t>(ended.inputTokens));
    end->set_output_tokens(static_cast<std::uint32_t>(ended.outputTokens));
    m_send(std::move(message));
}

} // namespace core::agent
