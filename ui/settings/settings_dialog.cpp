#include "ui/settings/settings_dialog.h"

#include "ui/settings/setting_editor.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ui::settings {

using namespace ui::theme;
using core::config::Source;
using core::config::Spec;

namespace {

QString tableOf(const Spec &spec)
{
    return QString::fromUtf8(spec.key).section(QLatin1Char('.'), 0, 0);
}

// "font_family" as "Font family"
QString titleOf(const QString &name)
{
    QString title = name;
    title.replace(QLatin1Char('_'), QLatin1Char(' '));
    title[0] = title[0].toUpper();
    return title.replace(QLatin1String(" mib"), QLatin1String(" (MiB)"));
}

QString sourceText(const Spec &spec, Source source)
{
    switch (source) {
    case Source::Default: return SettingsDialog::tr("default");
    case Source::File: return SettingsDialog::tr("set in the file");
    case Source::Environment: return SettingsDialog::tr("locked by %1").arg(QString::fromStdString(core::config::environmentName(spec.key)));
    case Source::Flag: return SettingsDialog::tr("locked by -o %1").arg(QString::fromUtf8(spec.key));
    }
    return {};
}

} // namespace

SettingsDialog::SettingsDialog(std::string configFile, Reload reload, QWidget *parent)
    : QDialog(parent), m_configFile(std::move(configFile)), m_reload(std::move(reload))
{
    setWindowTitle(tr("Settings"));
    resize(760, 560);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildTop(layout);
    auto *const middle = new QHBoxLayout;
    middle->setSpacing(0);
    m_tables = new QListWidget(this);
    m_tables->setFixedWidth(168);
    m_tables->setAccessibleName(tr("Groups of settings"));
    setVariant(m_tables, "kind", "pages");
    for (const Spec &spec : core::config::schema()) {
        const QString table = tableOf(spec);
        if (m_tables->count() == 0 || m_tables->item(m_tables->count() - 1)->data(Qt::UserRole) != table) {
            auto *const item = new QListWidgetItem(titleOf(table), m_tables);
            item->setData(Qt::UserRole, table);
        }
    }
    m_page = new QScrollArea(this);
    m_page->setWidgetResizable(true);
    auto *const line = new QFrame(this);
    line->setProperty("kind", QStringLiteral("line"));
    line->setFixedWidth(1);
    middle->addWidget(m_tables);
    middle->addWidget(line);
    middle->addWidget(m_page, 1);
    layout->addLayout(middle, 1);

    this->reload();
    connect(m_tables, &QListWidget::currentRowChanged, this, &SettingsDialog::fillPage);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::fillPage);
    m_tables->setCurrentRow(0);
}

void SettingsDialog::buildTop(QVBoxLayout *layout)
{
    auto *const top = new QVBoxLayout;
    top->setContentsMargins(kSpace4, kSpace3, kSpace4, kSpace3);
    top->setSpacing(kSpace2);
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Search the settings"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    top->addWidget(m_search);
    auto *const file = new QLabel(tr("Written to %1. New tabs take what a running one cannot.")
                                      .arg(QString::fromStdString(m_configFile)),
                                  this);
    file->setWordWrap(true);
    file->setFont(textFont(11));
    file->setTextFormat(Qt::PlainText);
    file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setVariant(file, "tone", "dim");
    top->addWidget(file);
    m_problemBox = new QFrame(this);
    m_problemBox->setProperty("kind", QStringLiteral("card"));
    auto *const inside = new QHBoxLayout(m_problemBox);
    inside->setContentsMargins(kSpace3, kSpace2, kSpace3, kSpace2);
    m_problemText = new QLabel(m_problemBox);
    m_problemText->setObjectName(QStringLiteral("problems"));
    m_problemText->setWordWrap(true);
    m_problemText->setTextFormat(Qt::PlainText);
    m_problemText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setVariant(m_problemText, "tone", "fail");
    inside->addWidget(m_problemText);
    top->addWidget(m_problemBox);
    layout->addLayout(top);
    auto *const line = new QFrame(this);
    line->setProperty("kind", QStringLiteral("line"));
    line->setFixedHeight(1);
    layout->addWidget(line);
}

void SettingsDialog::showTable(const QString &table)
{
    for (int row = 0; row < m_tables->count(); ++row) {
        if (m_tables->item(row)->data(Qt::UserRole) == table)
            m_tables->setCurrentRow(row);
    }
}

void SettingsDialog::reload()
{
    std::vector<core::config::Problem> problems;
    m_settings = m_reload(problems);
    showProblems(problems);
}

void SettingsDialog::showProblems(const std::vector<core::config::Problem> &problems)
{
    QStringList lines;
    for (const auto &problem : problems)
        lines << QString::fromStdString(problem.where) + QStringLiteral(": ") + QString::fromStdString(problem.message);
    m_problemText->setText(lines.join(QLatin1Char('\n')));
    m_problemBox->setVisible(!lines.isEmpty());
}

void SettingsDialog::fillPage()
{
    auto *const content = new QWidget;
    auto *const list = new QVBoxLayout(content);
    list->setContentsMargins(kSpace4, kSpace3, kSpace4, kSpace4);
    list->setSpacing(kSpace4);
    const QString wanted = m_search->text().trimmed();
    const QString table = m_tables->currentItem() ? m_tables->currentItem()->data(Qt::UserRole).toString() : QString();
    m_tables->setEnabled(wanted.isEmpty());
    for (const Spec &spec : core::config::schema()) {
        const bool shown = wanted.isEmpty() ? tableOf(spec) == table
                                            : QString::fromUtf8(spec.key).contains(wanted, Qt::CaseInsensitive)
                                                  || QString::fromUtf8(spec.doc).contains(wanted, Qt::CaseInsensitive);
        if (shown)
            list->addWidget(makeRow(spec));
    }
    if (list->count() == 0)
        list->addWidget(new QLabel(tr("No setting has that in its name or text."), content));
    list->addStretch();
    m_page->setWidget(content);
}

QWidget *SettingsDialog::makeRow(const Spec &spec)
{
    const Source source = m_settings.source(spec.key);
    const bool locked = source == Source::Flag || source == Source::Environment;
    auto *const row = new QWidget(this);
    auto *const layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSpace4);
    auto *const words = new QVBoxLayout;
    words->setSpacing(2);
    const QString key = QString::fromUtf8(spec.key);
    auto *const title = new QLabel(titleOf(key.section(QLatin1Char('.'), 1)), row);
    title->setFont(textFont(13, QFont::Medium));
    title->setToolTip(key);
    auto *const doc = new QLabel(QString::fromUtf8(spec.doc), row);
    doc->setWordWrap(true);
    doc->setFont(textFont(12));
    setVariant(doc, "tone", "dim");
    auto *const from = new QLabel(key + QStringLiteral(" · ") + sourceText(spec, source), row);
    from->setFont(textFont(11));
    setVariant(from, "tone", locked ? "warn" : "dim");
    words->addWidget(title);
    words->addWidget(doc);
    words->addWidget(from);
    layout->addLayout(words, 1);
    auto *const editor = new SettingEditor(spec, m_settings.value(spec.key), locked, row);
    layout->addWidget(editor, 0, Qt::AlignTop);
    connect(editor, &SettingEditor::edited, this, [this, &spec, from](const QString &value) {
        write(spec, value);
        from->setText(QString::fromUtf8(spec.key) + QStringLiteral(" · ") + sourceText(spec, m_settings.source(spec.key)));
    });
    return row;
}

void SettingsDialog::write(const Spec &spec, const QString &value)
{
    const auto result = core::config::writeSetting(m_configFile, spec.key, value.toStdString());
    if (!result) {
        showProblems({{spec.key, result.error().message}});
        return;
    }
    reload();
    Q_EMIT written(QString::fromUtf8(spec.key));
}

} // namespace ui::settings
