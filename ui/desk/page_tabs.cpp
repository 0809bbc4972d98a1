#include "ui/desk/page_tabs.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QCursor>
#include <QEvent>
#include <QPainter>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;

namespace {

// The chosen page's name is underlined; icon and name of the others are dim.
class Bar : public QTabBar
{
public:
    explicit Bar(QWidget *parent) : QTabBar(parent)
    {
        setDrawBase(false);
        setExpanding(false);
        setUsesScrollButtons(false);
        setElideMode(Qt::ElideRight);
        setFocusPolicy(Qt::TabFocus);
        setMouseTracking(true);
        setFont(textFont());
    }

protected:
    QSize tabSizeHint(int index) const override { return {fontMetrics().horizontalAdvance(tabText(index)) + 16 + kSpace2 + 2 * kSpace3, 36}; }
    QSize minimumTabSizeHint(int) const override { return {16 + 2 * kSpace3, 36}; }
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::HoverMove || event->type() == QEvent::Leave || event->type() == QEvent::MouseMove)
            update();
        return QTabBar::event(event);
    }
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        for (int i = 0; i < count(); ++i) {
            const QRect box = tabRect(i);
            const bool chosen = i == currentIndex(), over = underMouse() && box.contains(mapFromGlobal(QCursor::pos()));
            const QColor ink = color(chosen || over ? Role::Text : Role::Dim);
            const QString name = tabText(i);
            const bool words = box.width() >= 16 + kSpace2 + 2 * kSpace3 + 20;
            drawIcon(painter, QRectF(box.left() + kSpace3, box.center().y() - 7, 15, 15), tabData(i).toString(), chosen ? color(Role::Accent) : ink);
            if (words) {
                painter.setPen(ink);
                const QRect place = box.adjusted(kSpace3 + 16 + kSpace2 - 1, 0, -kSpace2, 0);
                painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, fontMetrics().elidedText(name, Qt::ElideRight, place.width()));
            }
            if (chosen)
                painter.fillRect(QRect(box.left() + kSpace2, box.bottom() - 1, box.width() - 2 * kSpace2, 2), color(Role::Accent));
            if (chosen && hasFocus()) {
                painter.setRenderHint(QPainter::Antialiasing);
                painter.setPen(QPen(color(Role::Accent), 1));
                painter.setBrush(Qt::NoBrush);
                painter.drawRoundedRect(QRectF(box).adjusted(3.5, 4.5, -3.5, -5.5), 5, 5);
                painter.setRenderHint(QPainter::Antialiasing, false);
            }
        }
    }
};

class Ground : public QWidget // of the tabs, with a line below
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), color(Role::Panel));
        painter.fillRect(QRect(0, height() - 1, width(), 1), color(Role::Line));
    }
};

} // namespace

PageTabs::PageTabs(QWidget *parent) : QWidget(parent)
{
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const ground = new Ground(this);
    auto *const row = new QHBoxLayout(ground);
    row->setContentsMargins(kSpace1, 0, kSpace1, 0);
    m_bar = new Bar(ground);
    m_bar->setAccessibleName(tr("Pages"));
    row->addWidget(m_bar, 1);
    m_stack = new QStackedWidget(this);
    column->addWidget(ground);
    column->addWidget(m_stack, 1);
    connect(m_bar, &QTabBar::currentChanged, this, &PageTabs::show);
    connect(m_bar, &QTabBar::tabBarClicked, this, &PageTabs::choose); // the keyboard goes along: it was in a page that is hidden now
    const auto step = [this](int by) { choose((current() + by + count()) % count()); };
    for (const auto &[keys, by] : {std::pair("Ctrl+Tab", 1), std::pair("Ctrl+PgDown", 1), std::pair("Ctrl+Shift+Tab", -1), std::pair("Ctrl+PgUp", -1)})
        connect(new QShortcut(QKeySequence(QLatin1String(keys)), this, nullptr, nullptr, Qt::WindowShortcut), &QShortcut::activated, this, [step, by = by] { step(by); });
}

void PageTabs::add(const QString &name, const QString &iconName, Make make)
{
    m_makes.push_back(std::move(make));
    m_pages.push_back(nullptr);
    const QSignalBlocker quiet(m_bar);
    const int index = m_bar->addTab(name);
    m_bar->setTabData(index, iconName);
    m_bar->setTabToolTip(index, tr("%1 (Alt+%2)").arg(name).arg(index + 1));
    connect(new QShortcut(QKeySequence(QStringLiteral("Alt+%1").arg(index + 1)), this, nullptr, nullptr, Qt::WindowShortcut), &QShortcut::activated, this, [this, index] { choose(index); });
}

void PageTabs::choose(int index)
{
    if (index < 0 || index >= count())
        return;
    if (m_bar->currentIndex() != index)
        m_bar->setCurrentIndex(index);
    else
        show(index);
    m_pages[std::size_t(index)]->setFocus(Qt::OtherFocusReason);
}

int PageTabs::current() const
{
    return m_bar->currentIndex();
}

void PageTabs::show(int index)
{
    QWidget *&page = m_pages[std::size_t(index)];
    if (!page) {
        page = m_makes[std::size_t(index)](m_stack);
        m_stack->addWidget(page);
    }
    m_stack->setCurrentWidget(page);
}

} // namespace ui::desk
