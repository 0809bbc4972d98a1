#include "ui/terminal/block_actions.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace ui::terminal {

BlockActions::BlockActions(QWidget *parent)
    : QWidget(parent)
{
    setCursor(Qt::ArrowCursor);
    hide();
}

// With the first block that is offered: many terminals never show one.
void BlockActions::build()
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::kSpace1);
    addButton(tr("Copy output"), "blockCopyOutput", BlockAction::CopyOutput);
    m_rerun = addButton(tr("Run again…"), "blockRerun", BlockAction::Rerun);
    m_explain = addButton(tr("Explain"), "blockExplain", BlockAction::Explain);
    m_more = addButton({}, "blockMore");
    m_more->setAccessibleName(tr("More for this command"));
    m_more->setToolTip(m_more->accessibleName());
    m_more->setIconSize({14, 14});
    connect(m_more, &QPushButton::clicked, this, [this] { Q_EMIT menuRequested(m_block, m_more->mapToGlobal(QPoint(0, m_more->height() + 2))); });
    setScheme();
}

QPushButton *BlockActions::addButton(const QString &text, const char *object)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(object));
    theme::setVariant(button, "size", "small");
    button->setFocusPolicy(Qt::NoFocus); // typing goes on where it was
    layout()->addWidget(button);
    return button;
}

QPushButton *BlockActions::addButton(const QString &text, const char *object, BlockAction action)
{
    QPushButton *const button = addButton(text, object);
    connect(button, &QPushButton::clicked, this, [this, action] { Q_EMIT chosen(m_block, action); });
    return button;
}

// A small fixed look of its own: the terminal's ground is another than that of panels, and the row is low.
void BlockActions::setScheme()
{
    if (!m_more)
        return;
    const auto name = [](theme::Role role) { return theme::color(role).name(); };
    setStyleSheet(QStringLiteral("QPushButton { background: %1; color: %2; border: 1px solid %3; border-radius: 5px; padding: 0 8px; font-size: 11px; "
                                 "min-height: 16px; } QPushButton#blockMore { padding: 0 4px; } "
                                 "QPushButton:hover { background: %4; } QPushButton:pressed { background: %3; }")
                      .arg(name(theme::Role::Panel), name(theme::Role::Text), name(theme::Role::Line), name(theme::Role::Hover)));
    m_more->setIcon(theme::icon(QStringLiteral("ellipsis"), theme::Role::Text));
}

void BlockActions::offer(core::base::BlockId block, BlockLook look, bool canRerun, bool canExplain)
{
    m_block = block;
    if (!block.isValid())
        return hide();
    if (!m_more)
        build();
    m_rerun->setVisible(canRerun);
    m_explain->setVisible(canExplain && look == BlockLook::Failed);
    show();
    adjustSize();
}

} // namespace ui::terminal
