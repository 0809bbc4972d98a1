#include "ui/window/top_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/menu_button.h"
#include "ui/theme/theme.h"
#include "ui/window/tab_strip.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace ui::window {

using namespace ui::theme;

namespace {
constexpr int kPictureButton = 32;
constexpr int kWordsFrom = 720; // narrower than this, tabs need the room more than words do
}

class TopBar::Brand : public QWidget
{
public:
    using QWidget::QWidget;

    static constexpr int kPicture = 46; // with the space around it
    static int wordsWidth() { return 40 + QFontMetrics(textFont(13, QFont::DemiBold)).horizontalAdvance(QStringLiteral("Berth")) + 16; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        drawIcon(painter, QRectF(14, height() / 2.0 - 9, 18, 18), QStringLiteral("berth"), color(Role::Accent));
        if (width() >= wordsWidth()) {
            painter.setFont(textFont(13, QFont::DemiBold));
            painter.setPen(color(Role::Text));
            painter.drawText(rect().adjusted(40, 1, 0, 0), Qt::AlignVCenter, QStringLiteral("Berth"));
        }
        painter.fillRect(QRect(width() - 1, 0, 1, height()), color(Role::Line));
    }
};

TopBar::TopBar(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(38);
    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, kSpace3, 1);
    layout->setSpacing(0);
    m_brand = new Brand(this);
    m_tabs = new TabStrip(this);
    m_plus = new QToolButton(this);
    m_plus->setIcon(icon(QStringLiteral("plus")));
    m_plus->setFixedSize(30, 28);
    m_search = new QPushButton(tr("Search or run…"), this);
    m_share = new QPushButton(tr("Share"), this);
    m_menu = new MenuButton(QStringLiteral("menu"), tr("Menu"), {28, 28}, this);
    for (QPushButton *button : {m_search, m_share})
        button->setFocusPolicy(Qt::TabFocus);
    for (QToolButton *button : {m_plus, m_menu})
        button->setFocusPolicy(Qt::TabFocus);

    layout->addWidget(m_brand);
    layout->addWidget(m_tabs, 0, Qt::AlignTop);
    layout->addSpacing(5);
    layout->addWidget(m_plus);
    layout->addStretch(1);
    layout->addSpacing(kSpace2);
    layout->addWidget(m_search);
    layout->addSpacing(kSpace2);
    layout->addWidget(m_share);
    layout->addSpacing(kSpace1);
    layout->addWidget(m_menu);
    setBrandWidth(0);
}

void TopBar::setBrandWidth(int width)
{
    m_brandWidth = width;
    m_brand->setFixedWidth(qMax(width, m_compact ? Brand::kPicture : Brand::wordsWidth()));
}

void TopBar::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    m_compact = compact;
    const auto dress = [compact](QPushButton *button, const QString &words, const char *picture) {
        button->setText(compact ? QString() : words);
        button->setMinimumWidth(compact ? kPictureButton : 0);
        button->setMaximumWidth(compact ? kPictureButton : QWIDGETSIZE_MAX);
        button->setIcon(compact ? icon(QLatin1String(picture)) : QIcon());
        button->setAccessibleName(words);
    };
    dress(m_search, tr("Search or run…"), "search");
    dress(m_share, tr("Share"), "share-2");
    setBrandWidth(m_brandWidth);
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    setCompact(width() < kWordsFrom);
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Panel));
    painter.fillRect(QRect(0, height() - 1, width(), 1), color(Role::Line));
}

} // namespace ui::window
