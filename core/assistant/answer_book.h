// The questions and their answers as the panel shows them. Pure bookkeeping: what an agent sends is made safe and bounded
// here.
#pragma once
#include "core/assistant/assistant.h"
#include "core/assistant/plain_text.h"

#include <map>
#include <vector>

namespace core::assistant {

class AnswerBook
{
public:
    explicit AnswerBook(std::size_t maxTextBytes) : m_maxTextBytes(maxTextBytes) {}

    Answer &add(Answer answer); // with an id of its own; the oldest that has ended goes when the book is full
    // False when the answer had to be cut off: its agent should be told to stop.
    bool append(std::uint64_t id, const std::string &text);
    void end(std::uint64_t id, Answer::Phase phase, std::string problem = {}, int inputTokens = 0, int outputTokens = 0);
    void endAll(Answer::Phase phase, const std::string &problem);

    const Answer *find(std::uint64_t id) const;
    bool isStreaming(std::uint64_t id) const;
    std::size_t streaming() const;
    const std::vector<Answer> &all() const { return m_answers; }

private:
    Answer *open(std::uint64_t id); // one that still streams
    std::vector<Answer> m_answers;
    std::map<std::uint64_t, PlainText> m_filters; // of those that stream
    std::size_t m_maxTextBytes;
    std::uint64_t m_lastId = 0;
};

} // namespace core::assistant
