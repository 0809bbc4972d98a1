#include "ui/terminal/search_bar.h"

#include "ui/terminal/search.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <array>

namespace ui::terminal {
namespace {

constexpr int kPatternWidth = 60, kPatternLeast = 40; // beside the buttons, and over them
constexpr int kButtonSize = 26, kToggleWidth = 36, kIconSize = 14;
constexpr int kMostPatternChars = 1000;

} // namespace

SearchBar::SearchBar(QWidget *parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("searchBar"));
    setAttribute(Qt::WA_NoMousePropagation); // a click beside the buttons is not the terminal's
    setFont(theme::textFont());
    setCursor(Qt::ArrowCursor);
    setAccessibleName(tr("Search"));
    theme::setVariant(this, "kind", "card");

    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(theme::kSpace2, theme::kSpace1, theme::kSpace1, theme::kSpace1);
    all->setSpacing(theme::kSpace1);
    m_row = new QHBoxLayout;
    m_under = new QHBoxLayout;
    for (QHBoxLayout *row : {m_row, m_under}) {
        row->setSpacing(theme::kSpace1);
        all->addLayout(row);
    }

    m_pattern = new QLineEdit(this);
    m_pattern->setObjectName(QStringLiteral("searchPattern"));
    m_pattern->setPlaceholderText(tr("Search"));
    m_pattern->setAccessibleName(tr("Search for"));
    m_pattern->setMaxLength(kMostPatternChars);
    m_pattern->setMinimumWidth(kPatternLeast);
    theme::setVariant(m_pattern, "kind", "bare");
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("searchCount"));
    m_count->setContentsMargins(theme::kSpace1, 0, theme::kSpace1, 0);
    theme::setVariant(m_count, "tone", "dim");
    m_row->addWidget(m_pattern, 1);
    m_row->addWidget(m_count);
    // A click on the bar or a button that does not take the keyboard would give it to the terminal around the bar.
    setFocusPolicy(Qt::ClickFocus); // before the proxy, which would have it instead
    setFocusProxy(m_pattern);
    m_case = addToggle(QStringLiteral("Aa"), QStringLiteral("searchCase"), tr("Match case (Alt+C)"), Qt::ALT | Qt::Key_C);
    m_regex = addToggle(QStringLiteral(".*"), QStringLiteral("searchRegex"), tr("Regular expression (Alt+R)"), Qt::ALT | Qt::Key_R);
    m_older = addButton(QStringLiteral("arrow-up"), QStringLiteral("searchOlder"), tr("Older match (Enter)"));
    m_newer = addButton(QStringLiteral("arrow-down"), QStringLiteral("searchNewer"), tr("Newer match (Shift+Enter)"));
    m_close = addButton(QStringLiteral("x"), QStringLiteral("searchClose"), tr("Close (Esc)"));
    m_row->addWidget(m_close);
    m_under->addStretch();
    for (QWidget *button : {static_cast<QWidget *>(m_case), static_cast<QWidget *>(m_regex), static_cast<QWidget *>(m_older), static_cast<QWidget *>(m_newer)})
        m_row->insertWidget(m_row->indexOf(m_close), button);

    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("searchMessage"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setContentsMargins(theme::kSpace2, 0, 0, theme::kSpace1);
    m_message->hide();
    all->addWidget(m_message);

    connect(m_pattern, &QLineEdit::textChanged, this, &SearchBar::queryChanged);
    connect(m_case, &QPushButton::toggled, this, &SearchBar::queryChanged);
    connect(m_regex, &QPushButton::toggled, this, &SearchBar::queryChanged);
    connect(m_older, &QToolButton::clicked, this, [this] { Q_EMIT stepped(1); });
    connect(m_newer, &QToolButton::clicked, this, [this] { Q_EMIT stepped(-1); });
    connect(m_close, &QToolButton::clicked, this, &SearchBar::closed);
    setScheme();
}

int SearchBar::heightAt(int width)
{
    const std::array<QWidget *, 4> buttons{m_case, m_regex, m_older, m_newer};
    const QMargins margins = layout()->contentsMargins();
    int wish = margins.left() + margins.right() + kPatternWidth + m_count->sizeHint().width() + m_close->width() + m_row->spacing() * int(buttons.size() + 2);
    for (const QWidget *button : buttons)
        wish += button->maximumWidth();
    // In a pane of a few columns what counts is the pattern; the toggles have their keys.
    m_count->setVisible(margins.left() + margins.right() + kPatternLeast + m_count->sizeHint().width() + m_close->width() + 2 * m_row->spacing() <= width);
    for (QPushButton *toggle : {m_case, m_regex})
        toggle->setVisible(margins.left() + margins.right() + 2 * (kToggleWidth + kButtonSize) + 3 * m_row->spacing() <= width);
    QHBoxLayout *const to = wish > width ? m_under : m_row;
    if (to->indexOf(m_case) < 0) {
        for (QWidget *button : buttons) {
            (to == m_row ? m_under : m_row)->removeWidget(button);
            to->insertWidget(to == m_row ? m_row->indexOf(m_close) : m_under->count(), button);
        }
        layout()->invalidate(); // it would hear of it later
    }
    return layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : sizeHint().height();
}

QPushButton *SearchBar::addToggle(const QString &text, const QString &name, const QString &help, const QKeySequence &key)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setCheckable(true);
    button->setFixedWidth(kToggleWidth);
    button->setAutoDefault(false);
    button->setFocusPolicy(Qt::TabFocus); // a click leaves the keyboard with the pattern
    auto *shortcut = new QShortcut(key, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, button, &QPushButton::toggle);
    button->setToolTip(help);
    button->setAccessibleName(help);
    theme::setVariant(button, "size", "small");
    theme::setVariant(button, "segment", "true");
    return button;
}

QToolButton *SearchBar::addButton(const QString &icon, const QString &name, const QString &help)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setIcon(theme::icon(icon));
    button->setIconSize({kIconSize, kIconSize});
    button->setFixedSize(kButtonSize, kButtonSize);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(help);
    button->setAccessibleName(help);
    return button;
}

SearchQuery SearchBar::query() const
{
    return {m_pattern->text(), m_regex->isChecked(), m_case->isChecked()};
}

void SearchBar::begin(const QString &pattern)
{
    if (!pattern.isEmpty())
        m_pattern->setText(pattern.left(kMostPatternChars));
    m_pattern->selectAll();
    show();
    raise();
    m_pattern->setFocus(Qt::ShortcutFocusReason);
}

void SearchBar::setScheme()
{
    // A border of its own beside the card's: the bar lies on the terminal, not on a panel.
    setStyleSheet(QStringLiteral("#searchBar { background: %1; border: 1px solid %2; border-radius: %3px; }")
                      .arg(theme::color(theme::Role::Raised).name(), theme::color(theme::Role::Line).name())
                      .arg(theme::kCardRadius));
}

void SearchBar::display(const Search &search)
{
    const QLocale locale;
    const SearchMatches &matches = search.matches();
    QString count;
    if (search.query().pattern.isEmpty() || !search.error().isEmpty())
        count.clear();
    else if (search.isRunning())
        count = tr("searching…");
    else if (matches.isEmpty())
        count = tr("no match");
    else
        count = tr("%1 of %2%3")
                    .arg(locale.toString(qulonglong(search.number().value_or(0))), locale.toString(qulonglong(matches.size())),
                         matches.isCut() ? QStringLiteral("+") : QString());
    m_count->setText(count);
    m_older->setEnabled(!matches.isEmpty());
    m_newer->setEnabled(!matches.isEmpty());
    if (!search.error().isEmpty())
        say(search.error(), "fail");
    else if (search.isOutOfTime())
        say(tr("This takes too long: the oldest lines were not searched."), "warn");
    else if (search.refusedLines() > 0)
        say(search.refusedLines() == 1 ? tr("Too costly a pattern: a line was skipped.")
                                       : tr("Too costly a pattern: %1 lines were skipped.").arg(locale.toString(qulonglong(search.refusedLines()))), "warn");
    else
        say({}, "dim");
    Q_EMIT sizeChanged();
}

void SearchBar::say(const QString &message, const char *tone)
{
    m_message->setText(message);
    theme::setVariant(m_message, "tone", tone);
    m_message->setVisible(!message.isEmpty());
}

bool SearchBar::event(QEvent *event)
{
    // What is typed here is the bar's; else a key that the line edit does not take would reach the program.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_F3 || key == Qt::Key_Return || key == Qt::Key_Enter)
            event->accept();
        return true;
    }
    return QFrame::event(event);
}

void SearchBar::keyPressEvent(QKeyEvent *event)
{
    const int direction = event->modifiers() & Qt::ShiftModifier ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Escape: Q_EMIT closed(); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F3: Q_EMIT stepped(direction); break;
    case Qt::Key_Up: Q_EMIT stepped(1); break;
    case Qt::Key_Down: Q_EMIT stepped(-1); break;
    default: break;
    }
    event->accept();
}

// The terminal keeps Tab for its program; in here it goes round.
bool SearchBar::focusNextPrevChild(bool next)
{
    const std::array<QWidget *, 6> ring{m_pattern, m_case, m_regex, m_older, m_newer, m_close};
    const auto at = std::find(ring.begin(), ring.end(), focusWidget());
    std::size_t index = at == ring.end() ? 0 : std::size_t(at - ring.begin());
    do {
        index = (index + (next ? 1 : ring.size() - 1)) % ring.size();
    } while (!ring[index]->isEnabled() || ring[index]->isHidden());
    ring[index]->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

} // namespace ui::terminal
