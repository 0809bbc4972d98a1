#include "ui/window/info_bar.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ui::window {

using namespace ui::theme;

namespace {
constexpr int kWordsLeast = 260;
}

InfoBar::InfoBar(QWidget *parent) : QFrame(parent)
{
    m_row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_row->setContentsMargins(20, kSpace2, 14, kSpace2);
    m_row->setSpacing(kSpace2);
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("infoText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(kSpace2);
    m_row->addWidget(m_text, 1);
    m_row->addLayout(m_buttons);
    hide();
}

QString InfoBar::text() const
{
    return m_text->text();
}

void InfoBar::say(const QString &name, const QString &text, const char *tone)
{
    m_name = name;
    m_text->setText(text);
    setVariant(m_text, "tone", tone);
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    arrange();
    show();
}

// Buttons beside the words, or under them where that would leave the words too little.
void InfoBar::arrange()
{
    const bool under = width() - m_buttons->sizeHint().width() < kWordsLeast;
    m_row->setDirection(under ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_buttons->setAlignment(under ? Qt::AlignLeft : Qt::Alignment());
}

void InfoBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange();
}

QPushButton *InfoBar::offer(const QString &button, std::function<void()> run)
{
    auto *const made = new QPushButton(button, this);
    connect(made, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
    m_buttons->addWidget(made);
    arrange();
    return made;
}

void InfoBar::clear(const QString &name)
{
    if (m_name == name)
        hide();
}

void InfoBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Panel));
    painter.fillRect(QRect(0, 0, width(), 1), color(Role::Line));
}

} // namespace ui::window
