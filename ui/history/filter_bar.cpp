#include "ui/history/filter_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>

namespace ui::history {

using namespace ui::theme;

namespace {

constexpr int kIconSize = 12;
constexpr qsizetype kNameChars = 24;

// A name of the user's own: its '&' names no key.
QString asLabel(QString name)
{
    if (name.size() > kNameChars)
        name = name.left(kNameChars - 1) + QChar(0x2026);
    return name.replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace

FilterBar::FilterBar(QWidget *within) : QWidget(within), m_within(within)
{
    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpace2);
    m_here = add("filterHere", tr("&Here"), {}, row);
    m_place = add("filterPlace", tr("This &container"), {}, row);
    m_failed = add("filterFailed", tr("&Failed"), tr("Only commands that failed"), row);
    m_today = add("filterToday", tr("&Today"), tr("Only what ended today"), row);
    row->addStretch();
    m_everyRun = add("filterEveryRun", tr("Every &run"), tr("Equal commands one by one"), row);
    m_fuzzy = add("filterFuzzy", tr("Fu&zzy"), tr("The letters in order, not whole words: best match first"), row);
}

QPushButton *FilterBar::add(const char *name, const QString &text, const QString &help, QHBoxLayout *row)
{
    auto *const chip = new QPushButton(this);
    chip->setObjectName(QLatin1String(name));
    chip->setCheckable(true);
    chip->setAutoDefault(false);
    chip->setFocusPolicy(Qt::TabFocus);
    chip->setIconSize({kIconSize, kIconSize});
    setVariant(chip, "size", "small");
    setVariant(chip, "segment", "true");
    say(chip, text, help);
    auto *const key = new QShortcut(QKeySequence::mnemonic(text), m_within);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, chip, &QPushButton::click);
    connect(chip, &QPushButton::toggled, this, [this, chip](bool on) {
        chip->setIcon(on ? icon(QStringLiteral("check"), Role::Accent) : QIcon()); // a shape beside the colour
        Q_EMIT changed();
    });
    row->addWidget(chip);
    return chip;
}

void FilterBar::say(QPushButton *chip, const QString &text, const QString &help)
{
    chip->setText(text);
    chip->setShortcut({}); // it would be the whole window's, and late: QShortcut above
    const QString key = QKeySequence::mnemonic(text).toString(QKeySequence::NativeText);
    chip->setToolTip(QStringLiteral("%1 (%2)").arg(help.toHtmlEscaped(), key));
    chip->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    chip->setAccessibleDescription(QStringLiteral("%1, %2").arg(help, key));
}

void FilterBar::setScope(const Scope &scope)
{
    m_here->setEnabled(!scope.cwd.isEmpty());
    say(m_here, tr("&Here"), scope.cwd.isEmpty() ? tr("The folder is not known") : tr("Only in %1 and below").arg(scope.cwd));
    const QString text = scope.container.isEmpty() ? tr("This &computer")
        : scope.elsewhere                          ? tr("In &container %1").arg(asLabel(scope.container))
                                                   : tr("This &container");
    say(m_place, text, scope.container.isEmpty() ? tr("Not in containers") : tr("Only in %1, also before it was rebuilt").arg(scope.container));
}

void FilterBar::setFilter(const Filter &filter)
{
    const QSignalBlocker quiet(this);
    m_here->setChecked(filter.here);
    m_place->setChecked(filter.place);
    m_failed->setChecked(filter.failed);
    m_today->setChecked(filter.today);
    m_everyRun->setChecked(filter.everyRun);
    m_fuzzy->setChecked(filter.fuzzy);
}

void FilterBar::putInto(Filter &filter) const
{
    filter.here = m_here->isChecked();
    filter.place = m_place->isChecked();
    filter.failed = m_failed->isChecked();
    filter.today = m_today->isChecked();
    filter.everyRun = m_everyRun->isChecked();
    filter.fuzzy = m_fuzzy->isChecked();
}

QWidget *FilterBar::firstChip() const
{
    return m_here;
}

QWidget *FilterBar::lastChip() const
{
    return m_fuzzy;
}

} // namespace ui::history
