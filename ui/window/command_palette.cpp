#include "ui/window/command_palette.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/fuzzy.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::window {

using namespace ui::theme;

namespace {

constexpr int kDetailRole = Qt::UserRole;
constexpr int kEntryRole = Qt::UserRole + 1;
constexpr int kIconRole = Qt::UserRole + 2;
constexpr std::size_t kMostShown = 60;

class EntryDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override { return {option.rect.width(), 32}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect rect = option.rect.adjusted(kSpace2, 0, -kSpace2, 0);
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(Role::Hover));
            painter->drawRoundedRect(rect, kRadius, kRadius);
        }
        drawIcon(*painter, QRectF(rect.left() + 10, rect.center().y() - 7, 15, 15), index.data(kIconRole).toString(), color(Role::Dim));
        const QString detail = index.data(kDetailRole).toString();
        const QFontMetrics small(textFont(11));
        const int detailWidth = small.horizontalAdvance(detail);
        painter->setFont(textFont(11));
        painter->setPen(color(Role::Dim));
        painter->drawText(rect.adjusted(0, 0, -10, 0), Qt::AlignVCenter | Qt::AlignRight, detail);
        const QRect title = rect.adjusted(34, 0, -detailWidth - 22, 0);
        painter->setFont(textFont());
        painter->setPen(color(Role::Text));
        painter->drawText(title, Qt::AlignVCenter | Qt::TextSingleLine, QFontMetrics(textFont()).elidedText(index.data().toString(), Qt::ElideRight, title.width()));
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget *window) : QFrame(window)
{
    setProperty("kind", QStringLiteral("card"));
    setAccessibleName(tr("Search or run"));
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, kSpace2, 1, kSpace2);
    layout->setSpacing(kSpace2);
    m_line = new QLineEdit(this);
    m_line->setPlaceholderText(tr("An action, a tab, a container, a past command"));
    m_line->setAccessibleName(tr("Search or run"));
    auto *const row = new QHBoxLayout;
    row->setContentsMargins(kSpace2, 0, kSpace2, 0);
    row->addWidget(m_line);
    layout->addLayout(row);
    m_list = new QListWidget(this);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(m_list, 1);
    m_line->installEventFilter(this);
    window->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString &query) {
        m_history.clear();
        refill();
        Q_EMIT queryChanged(query);
    });
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    hide();
}

void CommandPalette::open(std::vector<PaletteEntry> entries)
{
    m_entries = std::move(entries);
    m_history.clear();
    m_line->clear();
    refill();
    place();
    show();
    raise();
    m_line->setFocus();
}

void CommandPalette::setHistory(const QString &query, std::vector<PaletteEntry> entries)
{
    if (!isVisible() || query != m_line->text())
        return;
    m_history = std::move(entries);
    refill();
}

void CommandPalette::place()
{
    const int width = qMin(600, parentWidget()->width() - 2 * kSpace6);
    const int height = qMin(440, parentWidget()->height() - 100);
    setGeometry((parentWidget()->width() - width) / 2, 60, width, height);
}

void CommandPalette::refill()
{
    const QString query = m_line->text().trimmed();
    std::vector<std::pair<int, int>> found; // score, entry
    for (int i = 0; i < int(m_entries.size()); ++i) {
        if (const auto score = fuzzyScore(query, m_entries[std::size_t(i)].title))
            found.emplace_back(*score, i);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    if (found.size() > kMostShown)
        found.resize(kMostShown);
    m_list->clear();
    const auto add = [this](const PaletteEntry &entry, int index) {
        auto *const item = new QListWidgetItem(entry.title, m_list);
        item->setData(kDetailRole, entry.detail);
        item->setData(kIconRole, entry.icon);
        item->setData(kEntryRole, index);
    };
    for (const auto &[score, index] : found)
        add(m_entries[std::size_t(index)], index);
    for (int i = 0; i < int(m_history.size()); ++i)
        add(m_history[std::size_t(i)], int(m_entries.size()) + i);
    m_list->setCurrentRow(0);
}

void CommandPalette::runCurrent()
{
    if (!m_list->currentItem())
        return;
    const auto index = std::size_t(m_list->currentItem()->data(kEntryRole).toInt());
    const auto run = index < m_entries.size() ? m_entries[index].run : m_history[index - m_entries.size()].run;
    hide();
    Q_EMIT dismissed();
    run();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
        return false;
    }
    if (event->type() == QEvent::FocusOut && isVisible() && !isAncestorOf(qobject_cast<QWidget *>(focusWidget()))) {
        hide();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    const auto *const key = static_cast<QKeyEvent *>(event);
    const auto step = [this](int by) {
        const int count = m_list->count();
        if (count > 0)
            m_list->setCurrentRow((m_list->currentRow() + by + count) % count);
    };
    switch (key->key()) {
    case Qt::Key_Down: step(1); return true;
    case Qt::Key_Up: step(-1); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: runCurrent(); return true;
    case Qt::Key_Escape:
        hide();
        Q_EMIT dismissed();
        return true;
    default: return false;
    }
}

} // namespace ui::window
