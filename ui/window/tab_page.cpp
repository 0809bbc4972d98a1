#include "ui/window/tab_page.h"

#include "ui/window/pane.h"
#include "ui/window/session_view.h"

#include <QApplication>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::window {
namespace {

constexpr int kGrowStep = 40; // pixels: a few columns or two rows

void collect(QWidget *node, std::vector<Pane *> &into)
{
    if (auto *const pane = qobject_cast<Pane *>(node)) {
        into.push_back(pane);
    } else if (auto *const splitter = qobject_cast<QSplitter *>(node)) {
        for (int i = 0; i < splitter->count(); ++i)
            collect(splitter->widget(i), into);
    }
}

SplitNode nodeOf(QWidget *node)
{
    if (const auto *const pane = qobject_cast<Pane *>(node))
        return {Qt::Horizontal, {}, {}, pane->spec()};
    const auto *const splitter = static_cast<QSplitter *>(node);
    SplitNode made{splitter->orientation(), {}, {}, {}};
    for (int i = 0; i < splitter->count(); ++i) {
        made.shares.push_back(std::max(1, splitter->sizes().at(i)));
        made.children.push_back(nodeOf(splitter->widget(i)));
    }
    return made;
}

// Zooming changes no structure, so the two trees have the same form.
void takeShares(SplitNode &node, const SplitNode &from)
{
    node.shares = from.shares;
    for (std::size_t i = 0; i < node.children.size() && i < from.children.size(); ++i)
        takeShares(node.children[i], from.children[i]);
}

// They are proportions: the page may have another size by now.
void giveShares(QWidget *node, const SplitNode &shares)
{
    auto *const splitter = qobject_cast<QSplitter *>(node);
    if (!splitter || splitter->count() != int(shares.children.size()))
        return;
    splitter->setSizes(QList<int>(shares.shares.begin(), shares.shares.end()));
    for (int i = 0; i < splitter->count(); ++i)
        giveShares(splitter->widget(i), shares.children[std::size_t(i)]);
}

} // namespace

TabPage::TabPage(const TabLayout &layout, QWidget *parent) : QWidget(parent), m_name(QString::fromStdString(layout.name)), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_root = build(layout.root);
    m_layout->addWidget(m_root);
    const auto all = panes();
    m_active = all[std::min(std::size_t(std::max(0, layout.activePane)), all.size() - 1)];
    refreshPanes();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, const QWidget *now) { onFocusChanged(now); });
}

QWidget *TabPage::build(const SplitNode &node)
{
    if (node.isPane())
        return makePane(node.pane);
    QSplitter *const splitter = makeSplitter(node.orientation);
    QList<int> sizes;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        splitter->addWidget(build(node.children[i]));
        // QSplitter shares its room in the proportion of what it is told.
        sizes << (i < node.shares.size() ? node.shares[i] : 1) * 100;
    }
    splitter->setSizes(sizes);
    return splitter;
}

Pane *TabPage::makePane(const PaneSpec &spec)
{
    auto *const pane = new Pane(spec, this);
    connect(pane, &Pane::viewChanged, this, [this, pane] {
        setFocusProxy(m_active);
        if (pane == m_active)
            Q_EMIT activeChanged();
    });
    return pane;
}

QSplitter *TabPage::makeSplitter(Qt::Orientation orientation)
{
    auto *const splitter = new QSplitter(orientation, this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    return splitter;
}

std::vector<Pane *> TabPage::panes() const
{
    std::vector<Pane *> found;
    collect(m_root, found);
    return found;
}

void TabPage::setActive(Pane *pane)
{
    if (pane == m_active)
        return;
    const bool zoomed = m_zoomed;
    const bool focused = m_active->isAncestorOf(QApplication::focusWidget());
    setZoomed(false);
    m_active = pane;
    refreshPanes();
    if (focused)
        pane->setFocus(); // before the one that has it is hidden: Qt would choose another
    setZoomed(zoomed);
    Q_EMIT activeChanged();
}

QSplitter *TabPage::splitterOf(const QWidget *child) const
{
    return child == m_root ? nullptr : qobject_cast<QSplitter *>(child->parentWidget());
}

void TabPage::replace(QWidget *old, QWidget *with)
{
    if (QSplitter *const parent = splitterOf(old)) {
        const QList<int> sizes = parent->sizes();
        parent->replaceWidget(parent->indexOf(old), with);
        parent->setSizes(sizes);
    } else {
        m_layout->replaceWidget(old, with);
        m_root = with;
    }
    with->show();
}

bool TabPage::mayDivide(Pane *pane, Qt::Orientation orientation) const
{
    const bool beside = orientation == Qt::Horizontal;
    const QSize least = pane->minimumSizeHint();
    if (beside ? pane->width() < 2 * least.width() : pane->height() < 2 * least.height())
        return false;
    const QSplitter *const parent = splitterOf(pane);
    if (parent && parent->orientation() == orientation)
        return true; // one more in a row that is there
    int depth = 0;
    for (const QWidget *at = parent; at; at = splitterOf(at))
        ++depth;
    return depth < kDeepestSplit;
}

Pane *TabPage::split(Pane *pane, Qt::Orientation orientation, PaneSpec spec)
{
    setZoomed(false);
    if (!mayDivide(pane, orientation))
        return nullptr;
    const QSize room = pane->size();
    const bool beside = orientation == Qt::Horizontal;
    Pane *const made = makePane(spec);
    QSplitter *parent = splitterOf(pane);
    if (!parent || parent->orientation() != orientation) {
        QSplitter *const inner = makeSplitter(orientation);
        replace(pane, inner);
        inner->addWidget(pane);
        parent = inner;
        parent->setSizes({beside ? room.width() : room.height()});
        pane->show();
    }
    const int index = parent->indexOf(pane);
    QList<int> sizes = parent->sizes();
    const int whole = beside ? room.width() : room.height();
    sizes[index] = whole - whole / 2;
    sizes.insert(index + 1, whole / 2);
    parent->insertWidget(index + 1, made);
    parent->setSizes(sizes);
    made->show();
    m_active = made;
    refreshPanes();
    Q_EMIT panesChanged();
    Q_EMIT activeChanged();
    return made;
}

void TabPage::remove(Pane *pane)
{
    setZoomed(false);
    QSplitter *const parent = splitterOf(pane);
    if (!parent)
        return;
    const auto all = panes();
    const auto index = std::size_t(std::find(all.begin(), all.end(), pane) - all.begin());
    Pane *const heir = all[index > 0 ? index - 1 : 1];
    const bool wasActive = pane == m_active;
    const int place = parent->indexOf(pane);
    QList<int> sizes = parent->sizes();
    const int freed = sizes.takeAt(place);
    pane->hide();
    pane->setParent(nullptr);
    pane->deleteLater();
    if (parent->count() == 1) {
        replace(parent, parent->widget(0));
        parent->hide();
        parent->deleteLater();
    } else {
        sizes[std::max(0, place - 1)] += freed + parent->handleWidth();
        parent->setSizes(sizes);
    }
    if (wasActive) {
        m_active = heir;
        setFocusProxy(heir);
        if (isVisible())
            heir->setFocus();
    }
    refreshPanes();
    Q_EMIT panesChanged();
    if (wasActive)
        Q_EMIT activeChanged();
}

void TabPage::focusTowards(Direction direction)
{
    const bool zoomed = m_zoomed;
    setZoomed(false);
    const auto all = panes();
    std::vector<QRect> places;
    int from = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        places.emplace_back(all[i]->mapTo(this, QPoint()), all[i]->size());
        if (all[i] == m_active)
            from = int(i);
    }
    QPoint cursor = places[std::size_t(from)].center();
    if (const SessionView *view = m_active->view())
        cursor = view->terminal()->mapTo(this, view->terminal()->inputMethodQuery(Qt::ImCursorRectangle).toRect().center());
    const int to = neighbour(places, from, direction, cursor);
    if (to >= 0) {
        setActive(all[std::size_t(to)]);
        m_active->setFocus();
    }
    setZoomed(zoomed);
}

void TabPage::step(int by)
{
    const auto all = panes();
    const auto count = int(all.size());
    const auto index = int(std::find(all.begin(), all.end(), m_active) - all.begin());
    setActive(all[std::size_t((index + by + count) % count)]);
    m_active->setFocus();
}

void TabPage::grow(int by)
{
    QSplitter *const parent = splitterOf(m_active);
    if (!parent || m_zoomed)
        return;
    const int index = parent->indexOf(m_active);
    const int from = index + 1 < parent->count() ? index + 1 : index - 1;
    QList<int> sizes = parent->sizes();
    sizes[index] += by * kGrowStep;
    sizes[from] -= by * kGrowStep;
    if (sizes[index] > 0 && sizes[from] > 0)
        parent->setSizes(sizes);
}

void TabPage::setZoomed(bool zoomed)
{
    if (zoomed == m_zoomed || (zoomed && m_root == m_active))
        return;
    m_zoomed = zoomed;
    if (zoomed)
        m_unzoomed = nodeOf(m_root);
    // A hidden child of a splitter keeps its place and its share.
    const QWidget *inside = m_active;
    for (QSplitter *at = splitterOf(inside); at; at = splitterOf(inside)) {
        for (int i = 0; i < at->count(); ++i) {
            if (at->widget(i) != inside)
                at->widget(i)->setVisible(!zoomed);
        }
        inside = at;
    }
    // At once: who closes or splits a zoomed pane reads the sizes next, and a splitter gives what is shown again its least.
    if (!zoomed)
        giveShares(m_root, m_unzoomed);
    Q_EMIT panesChanged();
}

TabLayout TabPage::layoutNow() const
{
    const auto all = panes();
    SplitNode root = nodeOf(m_root);
    if (m_zoomed)
        takeShares(root, m_unzoomed);
    return {m_name.toStdString(), std::move(root), int(std::find(all.begin(), all.end(), m_active) - all.begin())};
}

void TabPage::refreshPanes()
{
    const auto all = panes();
    for (Pane *pane : all)
        pane->setAmongOthers(all.size() > 1, pane == m_active);
    setFocusProxy(m_active);
}

void TabPage::onFocusChanged(const QWidget *now)
{
    for (Pane *pane : panes()) {
        if (pane == now || pane->isAncestorOf(now))
            setActive(pane);
    }
}

} // namespace ui::window
