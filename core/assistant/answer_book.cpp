#include "core/assistant/answer_book.h"

#include <algorithm>

namespace core::assistant {
namespace {
constexpr std::size_t kMaxAnswers = 50;
}

Answer &AnswerBook::add(Answer answer)
{
    if (m_answers.size() >= kMaxAnswers) {
        const auto old = std::find_if(m_answers.begin(), m_answers.end(), [](const Answer &a) { return a.phase != Answer::Phase::Streaming; });
        if (old != m_answers.end())
            m_answers.erase(old);
    }
    answer.id = ++m_lastId;
    m_answers.push_back(std::move(answer));
    return m_answers.back();
}

bool AnswerBook::append(std::uint64_t id, const std::string &text)
{
    Answer *answer = open(id);
    if (!answer)
        return true;
    answer->text += m_filters[id].feed(text);
    if (answer->text.size() <= m_maxTextBytes)
        return true;
    answer->text = plainText(answer->text, m_maxTextBytes);
    end(id, Answer::Phase::CutOff, "The answer was cut off: it was longer than an answer may be.");
    return false;
}

void AnswerBook::end(std::uint64_t id, Answer::Phase phase, std::string problem, int inputTokens, int outputTokens)
{
    Answer *answer = open(id);
    if (!answer)
        return;
    answer->phase = phase;
    answer->problem = std::move(problem);
    answer->inputTokens = inputTokens;
    answer->outputTokens = outputTokens;
    m_filters.erase(id);
}

void AnswerBook::endAll(Answer::Phase phase, const std::string &problem)
{
    for (const Answer &answer : m_answers)
        end(answer.id, phase, problem);
}

const Answer *AnswerBook::find(std::uint64_t id) const
{
    const auto it = std::find_if(m_answers.begin(), m_answers.end(), [id](const Answer &a) { return a.id == id; });
    return it == m_answers.end() ? nullptr : &*it;
}

bool AnswerBook::isStreaming(std::uint64_t id) const
{
    const Answer *answer = find(id);
    return answer && answer->phase == Answer::Phase::Streaming;
}

Answer *AnswerBook::open(std::uint64_t id)
{
    const auto it = std::find_if(m_answers.begin(), m_answers.end(), [id](const Answer &a) { return a.id == id; });
    return it == m_answers.end() || it->phase != Answer::Phase::Streaming ? nullptr : &*it;
}

std::size_t AnswerBook::streaming() const
{
    return static_cast<std::size_t>(std::count_if(m_answers.begin(), m_answers.end(), [](const Answer &a) { return a.phase == Answer::Phase::Streaming; }));
}

} // namespace core::assistant
