#include "ui/window/info_bar.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <tuple>

namespace ui::window {

using namespace ui::theme;

namespace {
constexpr int kWordsLeast = 260;
constexpr const char *kWords = "berthWords", *kShortWords = "berthShortWords";
constexpr int kSide = 20, kEnd = 14; // margins
}

InfoBar::InfoBar(QWidget *parent) : QFrame(parent)
{
    m_row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_row->setContentsMargins(kSide, kSpace2, kEnd, kSpace2);
    m_row->setSpacing(kSpace2);
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("infoText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_buttons = new QBoxLayout(QBoxLayout::LeftToRight);
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

// Buttons beside the words, or under them where that would leave the words too little, and each under the other where not
// even they have room: what is agreed to must be legible.
void InfoBar::arrange()
{
    const auto use = [this](const char *words) {
        int widest = 0, together = kSpace2 * std::max(0, m_buttons->count() - 1);
        for (int i = 0; i < m_buttons->count(); ++i) {
            auto *const button = static_cast<QPushButton *>(m_buttons->itemAt(i)->widget());
            button->setText(button->property(words).toString());
            widest = std::max(widest, button->sizeHint().width());
            together += button->sizeHint().width();
        }
        return std::pair(widest, together);
    };
    const int room = width() - kSide - kEnd;
    auto [widest, together] = use(kWords);
    if (together > room) { // in one row if short words make that possible: a pane may be low, too
        const bool fitsStacked = widest <= room;
        std::tie(widest, together) = use(kShortWords);
        if (together > room && fitsStacked)
            std::tie(widest, together) = use(kWords);
    }
    const bool under = room - together < kWordsLeast, stacked = together > room;
    m_row->setDirection(under ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_buttons->setDirection(stacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_buttons->setAlignment(under && !stacked ? Qt::AlignLeft : Qt::Alignment());
    const int side = stacked && widest > room ? std::max(kSpace1, (width() - widest) / 2) : kSide;
    m_row->setContentsMargins(side, kSpace2, std::min(side, kEnd), kSpace2);
}

bool InfoBar::takeFocus()
{
    if (!isVisible() || m_buttons->count() == 0)
        return false;
    m_buttons->itemAt(0)->widget()->setFocus(Qt::TabFocusReason);
    return true;
}

void InfoBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT left();
    else
        QFrame::keyPressEvent(event);
}

void InfoBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange();
}

QPushButton *InfoBar::offer(const QString &button, std::function<void()> run, const QString &shortWords)
{
    auto *const made = new QPushButton(button, this);
    made->setAutoDefault(true); // Return presses it, too
    made->setProperty(kWords, button);
    made->setProperty(kShortWords, shortWords.isEmpty() ? button : shortWords);
    connect(made, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
    m_buttons->addWidget(made);
    arrange();
    return made;
}

void InfoBar::clear(const QString &name)
{
    if (m_name != name)
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    hide();
    if (hadFocus)
        Q_EMIT left();
}

void InfoBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Panel));
    painter.fillRect(QRect(0, 0, width(), 1), color(Role::Line));
}

} // namespace ui::window
