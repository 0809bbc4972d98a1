// Labels over what can be pointed at, and the typing of one of them. Knows no pixels and no window.
#pragma once
#include "ui/terminal/text_target.h"

namespace ui::terminal {

class Hints
{
public:
    struct Hint
    {
        TextTarget target;
        QString label;
    };

    // Targets in the order of the screen; the lowest get the handiest labels. More than can be labelled are left out.
    void begin(std::vector<TextTarget> targets);
    void end();
    bool isActive() const { return !m_hints.empty(); }
    const std::vector<Hint> &hints() const { return m_hints; }
    const QString &typed() const { return m_typed; }

    // A letter of a label. The hint when it is complete; a letter that fits none is not taken.
    const Hint *type(QChar letter);
    void takeBack();

private:
    std::vector<Hint> m_hints;
    QString m_typed;
};

} // namespace ui::terminal
