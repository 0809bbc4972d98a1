#include "ui/terminal/block_actions.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace ui::terminal {

BlockActions::BlockActions(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::kSpace1 + 2);
    m_copyCommand = addButton(tr("Copy command"), BlockAction::CopyCommand);
    addButton(tr("Copy output"), BlockAction::CopyOutput);
    m_explain = addButton(tr("Explain"), BlockAction::Explain);
    setCursor(Qt::ArrowCursor);
    setScheme();
    hide();
}

QPushButton *BlockActions::addButton(const QString &text, BlockAction action)
{
    auto *button = new QPushButton(text, this);
    theme::setVariant(button, "size", "small");
    button->setFocusPolicy(Qt::NoFocus); // typing goes on where it was
    connect(button, &QPushButton::clicked, this, [this, action] { Q_EMIT chosen(m_block, action); });
    layout()->addWidget(button);
    return button;
}

// A small fixed look of its own: the terminal's ground is another than that of panels, and the row is low.
void BlockActions::setScheme()
{
    const auto name = [](theme::Role role) { return theme::color(role).name(); };
    setStyleSheet(QStringLiteral("QPushButton { background: %1; color: %2; border: 1px solid %3; border-radius: 5px; padding: 0 8px; font-size: 11px; "
                                 "min-height: 18px; } QPushButton:hover { background: %4; } QPushButton:pressed { background: %3; }")
                      .arg(name(theme::Role::Panel), name(theme::Role::Text), name(theme::Role::Line), name(theme::Role::Hover)));
}

void BlockActions::offer(core::base::BlockId block, BlockLook look)
{
    m_block = block;
    m_explain->setVisible(look == BlockLook::Failed);
    m_copyCommand->setVisible(look == BlockLook::Succeeded);
    setVisible(block.isValid());
    if (block.isValid())
        adjustSize();
}

} // namespace ui::terminal
