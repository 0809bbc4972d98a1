#include "ui/window/tab_strip.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOptionTab>

namespace ui::window {
namespace {

using namespace ui::theme;

constexpr int kHeight = 37;
constexpr int kPadding = 14;
constexpr int kSquare = 9;
constexpr int kClose = 18;
constexpr int kRecord = 13;
constexpr int kShield = 15; // as in the list of containers
constexpr int kLongestTitle = 80;
constexpr int kTitleBesidePill = 56; // pixels; where a pill would leave less, it is left out

int pillWidth(const QString &pill)
{
    return pill.isEmpty() ? 0 : QFontMetrics(textFont(11)).horizontalAdvance(pill) + 16 + kSpace2;
}

int shieldWidth(const TabLook &look)
{
    return look.reach.isEmpty() ? 0 : kShield + kSpace2;
}

int recordWidth(const TabLook &look)
{
    return look.recording ? kRecord + kSpace1 + 1 : 0;
}

void paintPill(QPainter &painter, const QRectF &box, const QString &text)
{
    painter.setPen(color(Role::Line));
    painter.setBrush(color(Role::Raised));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 9, 9);
    painter.setFont(textFont(11));
    painter.setPen(color(Role::Dim));
    painter.drawText(box, Qt::AlignCenter, text);
}

// Painting through the style keeps QTabBar's own dragging of tabs, which grabs them that way.
class TabStyle : public QProxyStyle
{
public:
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        const auto *const tab = qstyleoption_cast<const QStyleOptionTab *>(option);
        const auto *const strip = qobject_cast<const TabStrip *>(widget);
        if (element == CE_TabBarTab && tab && strip)
            paintTab(*painter, *tab, *strip);
        else
            QProxyStyle::drawControl(element, option, painter, widget);
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        // Fusion's torn edge of tabs that are scrolled out of sight.
        if (element != PE_IndicatorTabTearLeft && element != PE_IndicatorTabTearRight)
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }

private:
    static void paintTab(QPainter &painter, const QStyleOptionTab &tab, const TabStrip &strip)
    {
        const TabLook look = strip.look(tab.tabIndex);
        const bool active = tab.state.testFlag(State_Selected);
        const QRect rect = tab.rect;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillRect(rect, color(active ? Role::Terminal : strip.hoveredTab() == tab.tabIndex ? Role::Hover : Role::Panel));
        if (active)
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), look.identity);
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color(Role::Line));
        if (tab.state.testFlag(State_HasFocus)) {
            painter.setPen(color(Role::Accent));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(QRectF(rect).adjusted(2.5, 4.5, -3.5, -2.5));
        }

        const int middle = rect.center().y() + 1;
        painter.setPen(Qt::NoPen);
        painter.setBrush(look.identity);
        painter.drawRoundedRect(QRectF(rect.left() + kPadding, middle - 4.5, kSquare, kSquare), 3, 3);
        const QRect close = strip.closeRect(rect);
        int left = rect.left() + kPadding + kSquare + kSpace2;
        if (look.recording) {
            drawIcon(painter, QRectF(left, middle - kRecord / 2.0, kRecord, kRecord), QStringLiteral("record"), color(Role::Fail));
            left += recordWidth(look);
        }
        const QFontMetrics metrics(textFont());
        const int right = close.left() - kSpace1 - shieldWidth(look); // a shield has its room however narrow the tab is
        const int room = right - left, wish = pillWidth(look.pill);
        const int pill = room - wish >= std::min(metrics.horizontalAdvance(look.title), kTitleBesidePill) ? wish : 0;
        const bool fits = look.shortTitle.isEmpty() || metrics.horizontalAdvance(look.title) <= room - pill;
        const QString title = metrics.elidedText(fits ? look.title : look.shortTitle, room < kTitleBesidePill ? Qt::ElideRight : Qt::ElideMiddle, room - pill); // "hos…" says more than "h…h"
        painter.setFont(textFont());
        painter.setPen(color(active ? Role::Text : Role::Dim));
        painter.drawText(QRect(left, rect.top() + 1, room, rect.height()), Qt::AlignVCenter | Qt::TextSingleLine, title);
        if (pill > 0)
            paintPill(painter, QRectF(left + metrics.horizontalAdvance(title) + kSpace2, middle - 9, pill - kSpace2, 18), look.pill);
        if (!look.reach.isEmpty())
            drawIcon(painter, QRectF(right + kSpace2, middle - kShield / 2.0, kShield, kShield), QStringLiteral("shield-alert"), color(Role::Warn));
        if (look.mark != TabMark::None && strip.hoveredTab() != tab.tabIndex)
            paintMark(painter, close, look.mark);
        else
            paintClose(painter, close, strip.hoveredClose() == tab.tabIndex);
        painter.restore();
    }

    // Each has a shape of its own: colour never stands alone.
    static void paintMark(QPainter &painter, const QRect &box, TabMark mark)
    {
        const QRectF inner = QRectF(box).adjusted(2, 2, -2, -2);
        switch (mark) {
        case TabMark::None: break;
        case TabMark::Activity:
            painter.setPen(Qt::NoPen);
            painter.setBrush(color(Role::Accent));
            painter.drawEllipse(QRectF(box).center(), 3.5, 3.5);
            break;
        case TabMark::Done: drawIcon(painter, inner, QStringLiteral("check"), color(Role::Ok)); break;
        case TabMark::Failed: drawIcon(painter, inner, QStringLiteral("circle-alert"), color(Role::Fail)); break;
        case TabMark::Bell: drawIcon(painter, inner, QStringLiteral("bell"), color(Role::Warn)); break;
        }
    }

    static void paintClose(QPainter &painter, const QRect &box, bool hovered)
    {
        painter.setPen(Qt::NoPen);
        if (hovered) {
            painter.setBrush(color(Role::Line));
            painter.drawRoundedRect(box, 5, 5);
        }
        drawIcon(painter, QRectF(box).adjusted(3, 3, -3, -3), QStringLiteral("x"), color(hovered ? Role::Text : Role::Dim));
    }
};

QString markWords(TabMark mark)
{
    switch (mark) {
    case TabMark::None: break;
    case TabMark::Activity: return TabStrip::tr("new output");
    case TabMark::Done: return TabStrip::tr("command finished");
    case TabMark::Failed: return TabStrip::tr("command failed");
    case TabMark::Bell: return TabStrip::tr("bell");
    }
    return {};
}

} // namespace

TabStrip::TabStrip(QWidget *parent) : QTabBar(parent)
{
    auto *const style = new TabStyle;
    style->setParent(this);
    setStyle(style);
    setDrawBase(false);
    setExpanding(false);
    setMovable(true);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideNone);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Tabs"));
}

void TabStrip::setLook(int tab, const TabLook &look)
{
    const TabLook before = this->look(tab);
    setTabData(tab, QVariant::fromValue(look));
    // The text is what a screen reader says; painting uses the look. Setting it lays the strip out again.
    QStringList parts{look.title, look.recording ? tr("being recorded") : QString(), look.pill, look.reach, markWords(look.mark)};
    parts.removeAll(QString());
    const QString words = parts.join(QStringLiteral(", "));
    if (tabText(tab) != words)
        setTabText(tab, words);
    else if (before.mark != look.mark || before.identity != look.identity)
        update(tabRect(tab));
}

TabLook TabStrip::look(int tab) const
{
    return tabData(tab).value<TabLook>();
}

QRect TabStrip::closeRect(const QRect &tab) const
{
    return {tab.right() - kPadding - kClose + 5, tab.center().y() - kClose / 2 + 1, kClose, kClose};
}

QRect TabStrip::editRect(int tab) const
{
    return tabRect(tab).adjusted(kPadding - 6, 5, -6, -4);
}

QSize TabStrip::tabSizeHint(int index) const
{
    const TabLook shown = look(index);
    const int text = QFontMetrics(textFont()).horizontalAdvance(shown.title);
    const int width = kPadding + kSquare + kSpace2 + recordWidth(shown) + text + pillWidth(shown.pill) + shieldWidth(shown) + kSpace3 + kClose + kPadding - 4;
    return {qBound(150, width, 300), kHeight};
}

QSize TabStrip::minimumTabSizeHint(int index) const
{
    const TabLook shown = look(index);
    return {96 + recordWidth(shown) + shieldWidth(shown), kHeight}; // some of its title is to be read in any case
}

void TabStrip::setHovered(const QPoint &pos)
{
    const int tab = tabAt(pos);
    const int close = tab >= 0 && closeRect(tabRect(tab)).contains(pos) ? tab : -1;
    if (tab == m_hoveredTab && close == m_hoveredClose)
        return;
    m_hoveredTab = tab;
    m_hoveredClose = close;
    update();
}

void TabStrip::mousePressEvent(QMouseEvent *event)
{
    setHovered(event->pos());
    m_pressedClose = -1;
    if (event->button() == Qt::MiddleButton && m_hoveredTab >= 0)
        return;
    if (event->button() == Qt::LeftButton && m_hoveredClose >= 0) {
        m_pressedClose = m_hoveredClose;
        return;
    }
    QTabBar::mousePressEvent(event);
}

void TabStrip::mouseReleaseEvent(QMouseEvent *event)
{
    setHovered(event->pos());
    const int pressed = std::exchange(m_pressedClose, -1);
    if (event->button() == Qt::MiddleButton && m_hoveredTab >= 0)
        Q_EMIT tabCloseRequested(m_hoveredTab);
    else if (event->button() == Qt::LeftButton && pressed >= 0 && pressed == m_hoveredClose)
        Q_EMIT tabCloseRequested(pressed);
    else
        QTabBar::mouseReleaseEvent(event);
}

void TabStrip::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int tab = tabAt(event->pos());
    if (event->button() == Qt::LeftButton && tab >= 0 && !closeRect(tabRect(tab)).contains(event->pos()))
        editTitle(tab);
    else
        QTabBar::mouseDoubleClickEvent(event);
}

void TabStrip::editTitle(int tab)
{
    if (tab < 0 || tab >= count() || m_editor)
        return;
    m_editor = new QLineEdit(look(tab).title, this);
    m_editor->setObjectName(QStringLiteral("tabTitle"));
    m_editor->setAccessibleName(tr("Name of the tab"));
    m_editor->setMaxLength(kLongestTitle);
    m_editor->setGeometry(editRect(tab));
    m_editor->installEventFilter(this);
    m_editor->selectAll();
    m_editor->show();
    m_editor->setFocus();
    m_edited = tab;
    connect(m_editor, &QLineEdit::returnPressed, this, [this] { finishEdit(true); });
}

void TabStrip::finishEdit(bool take)
{
    QLineEdit *const editor = std::exchange(m_editor, nullptr);
    if (!editor)
        return;
    editor->removeEventFilter(this);
    editor->hide();
    editor->deleteLater();
    if (take && editor->isModified())
        Q_EMIT titleEdited(m_edited, editor->text().trimmed());
    Q_EMIT titleEditLeft();
}

bool TabStrip::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_editor && event->type() == QEvent::FocusOut)
        finishEdit(true);
    else if (watched == m_editor && event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        finishEdit(false);
        return true;
    }
    return QTabBar::eventFilter(watched, event);
}

void TabStrip::tabLayoutChange()
{
    if (m_editor)
        m_editor->setGeometry(editRect(m_edited));
}

void TabStrip::tabRemoved(int)
{
    finishEdit(false); // the tab may have another number now, or be gone
}

void TabStrip::mouseMoveEvent(QMouseEvent *event)
{
    setHovered(event->pos());
    if (m_pressedClose < 0)
        QTabBar::mouseMoveEvent(event);
}

void TabStrip::leaveEvent(QEvent *event)
{
    setHovered({-1, -1});
    QTabBar::leaveEvent(event);
}

} // namespace ui::window
