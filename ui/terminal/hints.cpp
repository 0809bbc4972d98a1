#include "ui/terminal/hints.h"

#include <algorithm>

namespace ui::terminal {
namespace {

// The home row first.
constexpr std::string_view kLetters = "asdfghjklewoirutyqpcmvnxbz";

QString labelFor(std::size_t index, std::size_t count)
{
    const std::size_t base = kLetters.size();
    const auto letter = [](std::size_t i) { return QLatin1Char(kLetters[i]); };
    if (count <= base)
        return QString(letter(index));
    return QString(letter(index / base)) + letter(index % base);
}

} // namespace

void Hints::begin(std::vector<TextTarget> targets)
{
    m_hints.clear();
    m_typed.clear();
    const std::size_t most = kLetters.size() * kLetters.size();
    const std::size_t skipped = targets.size() > most ? targets.size() - most : 0;
    const std::size_t count = targets.size() - skipped;
    for (std::size_t i = 0; i < count; ++i)
        m_hints.push_back({std::move(targets[skipped + i]), labelFor(count - 1 - i, count)});
}

void Hints::end()
{
    m_hints.clear();
    m_typed.clear();
}

const Hints::Hint *Hints::type(QChar letter)
{
    const QString wanted = m_typed + letter.toLower();
    const auto it = std::find_if(m_hints.begin(), m_hints.end(), [&](const Hint &hint) { return hint.label.startsWith(wanted); });
    if (it == m_hints.end())
        return nullptr;
    m_typed = wanted;
    return it->label == wanted ? &*it : nullptr;
}

void Hints::takeBack()
{
    m_typed.chop(1);
}

} // namespace ui::terminal
