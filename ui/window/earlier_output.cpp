#include "ui/window/earlier_output.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace ui::window {

using namespace ui::theme;

namespace {

QFrame *makeLine(QWidget *parent)
{
    auto *const line = new QFrame(parent);
    line->setProperty("kind", QStringLiteral("line"));
    line->setFixedHeight(1);
    return line;
}

} // namespace

EarlierOutput::EarlierOutput(core::session::SessionPtr frozen, const terminal::Appearance &appearance, const QString &closedAt, QWidget *parent)
    : QWidget(parent), m_terminal(new terminal::TerminalWidget(std::move(frozen), appearance, this))
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_terminal->setFocusPolicy(Qt::ClickFocus); // to select and copy; the keyboard's way leads to the live one
    layout->addWidget(m_terminal, 1);
    auto *const divider = new QFrame(this);
    divider->setFixedHeight(26);
    divider->setAutoFillBackground(true);
    auto *const row = new QHBoxLayout(divider);
    row->setContentsMargins(14, 0, kSpace2, 0);
    auto *const words = new QLabel(tr("Above: this tab until it was closed at %1").arg(closedAt), divider);
    words->setObjectName(QStringLiteral("earlierText"));
    words->setFont(textFont(11));
    setVariant(words, "tone", "dim");
    auto *const hide = new QToolButton(divider);
    hide->setObjectName(QStringLiteral("hideEarlier"));
    hide->setIcon(icon(QStringLiteral("x")));
    hide->setToolTip(tr("Hide the earlier output"));
    hide->setAccessibleName(hide->toolTip());
    hide->setFixedSize(22, 20);
    row->addWidget(words, 1);
    row->addWidget(hide);
    for (QFrame *line : {makeLine(this), makeLine(this)})
        layout->addWidget(line);
    layout->insertWidget(2, divider);
    connect(hide, &QToolButton::clicked, this, &EarlierOutput::dismissed);
}

} // namespace ui::window
