// The search bar and what it marks.
#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/search.h"
#include "ui/terminal/search_bar.h"
#include "ui/terminal/terminal_widget_private.h"
#include "ui/theme/tokens.h"

#include <QLayout>
#include <algorithm>
#include <cmath>

namespace ui::terminal {
namespace {

constexpr qsizetype kMostPrefilled = 200;

} // namespace

bool TerminalWidget::Private::isSearchOpen() const
{
    return searchBar && searchBar->isVisibleTo(q);
}

void TerminalWidget::Private::openSearch()
{
    if (!search) {
        search = new Search(q);
        searchBar = new SearchBar(q);
        QObject::connect(searchBar, &SearchBar::queryChanged, q, [this] { startSearch(); });
        QObject::connect(searchBar, &SearchBar::closed, q, [this] { closeSearch(); });
        QObject::connect(searchBar, &SearchBar::sizeChanged, q, [this] { placeSearchBar(); });
        QObject::connect(searchBar, &SearchBar::stepped, q, [this](int direction) { stepSearch(direction); });
        QObject::connect(search, &Search::changed, q, [this] {
            searchBar->display(*search);
            refresh();
        });
        QObject::connect(search, &Search::currentMoved, q, [this] { showMatch(); });
    }
    endHints();
    const QString selected = view.selection().text(view.document(), kMostPrefilled + 1);
    const bool usable = selected.size() <= kMostPrefilled && !selected.contains(QLatin1Char('\n'));
    if (!isSearchOpen()) {
        const auto last = rowUnder({int(view.rows().size()) - 1, 0, 0, 0, 0});
        searchAnchor = view.document().positionAt(last.value_or(0), view.document().cols());
    }
    searchBar->begin(usable ? selected : QString());
    search->setDocument(view.document());
    startSearch();
    placeSearchBar();
}

void TerminalWidget::Private::startSearch()
{
    search->setQuery(searchBar->query(), searchAnchor);
    updateHighlights();
}

// What was found last stays selected, to be copied.
void TerminalWidget::Private::closeSearch()
{
    if (!isSearchOpen())
        return;
    searchBar->hide();
    if (const auto match = search->current()) {
        const Document &document = view.document();
        const auto first = document.find(match->start());
        const auto last = document.find({match->line, match->end - 1});
        if (first && last) {
            view.selection().start(document, *first, int(match->from - document.row(*first)->firstCell), SelectionMode::Character);
            view.selection().extend(document, *last, int(match->end - document.row(*last)->firstCell));
            publishSelection();
        }
    }
    search->setQuery({}, searchAnchor);
    updateHighlights();
    q->setFocus(Qt::OtherFocusReason);
    refresh();
}

void TerminalWidget::Private::stepSearch(int direction)
{
    search->step(direction);
    if (search->current())
        searchAnchor = search->current()->start();
}

void TerminalWidget::Private::showMatch()
{
    const Document &document = view.document();
    const auto found = search->current() ? document.find(search->current()->start()) : std::nullopt;
    if (!found)
        return;
    reveal(*found);
    const std::size_t row = view.shown().placeOf(*found);
    const auto rows = std::size_t(view.screen().size.rows);
    const std::size_t top = view.viewport().top();
    const auto covered = std::size_t(std::max(0.0, std::ceil((searchBar->geometry().bottom() - cellRect(0, 0).top()) / cellRect(0, 0).height())));
    const bool onShow = row >= top + (top > 0 ? covered : 0) && row < top + rows;
    if (!onShow)
        view.viewport().scrollTo(view.shown(), row > rows / 2 ? row - rows / 2 : 0);
    viewMoved();
    placeSearchBar();
}

void TerminalWidget::Private::placeSearchBar()
{
    if (!isSearchOpen())
        return;
    constexpr int kWidest = 460;
    const int right = q->width() - OverlayScrollBar::kWidth - theme::kSpace1;
    const int width = std::min(kWidest, right - theme::kSpace2);
    const int height = searchBar->heightAt(width);
    const QRect above(right - width, theme::kSpace2, width, height);
    if (!searchBar->underMouse()) // it does not go from under the pointer
        searchBelow = coversMatch(above);
    searchBar->setGeometry(searchBelow ? above.translated(0, q->height() - 2 * theme::kSpace2 - height) : above);
}

// Where nothing is above to scroll down to, the match would stay under the bar.
bool TerminalWidget::Private::coversMatch(const QRect &bar) const
{
    const auto match = search->current();
    const auto found = match ? view.document().find(match->start()) : std::nullopt;
    const std::size_t row = found ? view.shown().placeOf(*found) : 0;
    if (!found || row < view.viewport().top())
        return false;
    const int col = int(match->from - view.document().row(*found)->firstCell);
    const int columns = int(std::min<std::uint32_t>(match->end - match->from, std::uint32_t(view.document().cols())));
    return bar.intersects(cellRect(int(row - view.viewport().top()), col, columns).toAlignedRect());
}

void TerminalWidget::Private::updateHighlights()
{
    const bool searching = search && !search->query().pattern.isEmpty();
    if (searching || hints.isActive() || hoveredUrl)
        view.setHighlighter([this](std::size_t row) { return highlightsOf(row); });
    else
        view.setHighlighter({});
}

std::vector<Highlight> TerminalWidget::Private::highlightsOf(std::size_t documentRow) const
{
    std::vector<Highlight> marks;
    const core::vt::RowPtr row = view.document().row(documentRow);
    if (!row)
        return marks;
    const int cols = view.document().cols();
    const auto add = [&](core::base::LineId line, std::uint32_t from, std::uint32_t end, Highlight::Kind kind) {
        if (line != row->line || end <= row->firstCell || from >= row->firstCell + std::uint32_t(cols))
            return;
        const int first = from > row->firstCell ? int(from - row->firstCell) : 0;
        marks.push_back({first, std::min(cols, int(end - row->firstCell)), kind, {}});
    };
    if (search) {
        for (const SearchMatch &match : search->matches().inLine(row->line, row->firstCell, row->firstCell + std::uint32_t(cols)))
            add(match.line, match.from, match.end, search->current() == match ? Highlight::CurrentMatch : Highlight::Match);
    }
    if (hoveredUrl)
        add(hoveredUrl->line, hoveredUrl->from, hoveredUrl->end, Highlight::Hint);
    for (const Hints::Hint &hint : hints.hints()) {
        if (hint.target.line != row->line || !hint.label.startsWith(hints.typed()))
            continue;
        add(hint.target.line, hint.target.from, hint.target.end, Highlight::Hint);
        const long long col = (long long)hint.target.from - row->firstCell;
        if (col >= 0 && col < cols) {
            const QString left = hint.label.mid(hints.typed().size());
            const int from = std::max(0, std::min(int(col), cols - int(left.size()))); // all of it, also at the row's end
            marks.push_back({from, from + int(left.size()), Highlight::HintLabel, left.toStdU32String()});
        }
    }
    return marks;
}

// ---- public

bool TerminalWidget::isSearchOpen() const
{
    return d->isSearchOpen();
}

void TerminalWidget::openSearch()
{
    d->openSearch();
}

void TerminalWidget::closeSearch()
{
    d->closeSearch();
}

void TerminalWidget::findNext()
{
    if (isSearchOpen())
        d->stepSearch(1);
    else
        openSearch();
}

void TerminalWidget::findPrevious()
{
    if (isSearchOpen())
        d->stepSearch(-1);
    else
        openSearch();
}

} // namespace ui::terminal
