#include "ui/containers/shell_dialog.h"

#include "ui/theme/theme.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::containers {

using namespace ui::theme;

namespace {
constexpr int kEnvironmentLines = 3; // shown at once
}

std::optional<std::vector<std::string>> environmentIn(const QString &text)
{
    std::vector<std::string> out;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        if (line.trimmed().isEmpty())
            continue;
        const auto equals = line.indexOf(QLatin1Char('='));
        const QString name = line.left(equals).trimmed();
        if (equals < 1 || name.isEmpty() || name.contains(QLatin1Char(' ')))
            return std::nullopt;
        out.push_back((name + line.mid(equals)).toStdString());
    }
    return out;
}

ShellDialog::ShellDialog(const core::engine::Container &container, QWidget *parent)
    : QDialog(parent), m_user(new QComboBox(this)), m_folder(new QLineEdit(this)), m_environment(new QPlainTextEdit(this)), m_problem(new QLabel(this))
{
    setWindowTitle(tr("Open a shell"));
    setFixedWidth(440);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    column->setSpacing(kSpace3);
    auto *const heading = new QLabel(tr("Open a shell in %1").arg(QString::fromStdString(container.name)), this);
    heading->setTextFormat(Qt::PlainText);
    setVariant(heading, "tone", "title");
    column->addWidget(heading);

    auto *const form = new QFormLayout;
    form->setHorizontalSpacing(kSpace4);
    form->setVerticalSpacing(kSpace2);
    const auto add = [&](const QString &text, QWidget *field) {
        auto *const label = new QLabel(text, this);
        setVariant(label, "tone", "dim");
        label->setBuddy(field);
        field->setAccessibleName(text);
        form->addRow(label, field);
    };
    m_user->setObjectName(QStringLiteral("user"));
    m_user->setEditable(true);
    m_user->setInsertPolicy(QComboBox::NoInsert);
    m_user->addItems({QString(), QStringLiteral("root")});
    m_user->lineEdit()->setPlaceholderText(tr("the container's own"));
    m_folder->setObjectName(QStringLiteral("folder"));
    m_folder->setPlaceholderText(tr("the container's own"));
    m_environment->setObjectName(QStringLiteral("environment"));
    m_environment->setPlaceholderText(QStringLiteral("NAME=value"));
    m_environment->setTabChangesFocus(true);
    m_environment->setFixedHeight(m_environment->fontMetrics().lineSpacing() * kEnvironmentLines + 2 * kSpace2);
    add(tr("User"), m_user);
    add(tr("Folder"), m_folder);
    setVariant(m_environment, "kind", "field");
    add(tr("Environment"), m_environment);
    column->addLayout(form);

    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    setVariant(m_problem, "tone", "fail");
    m_problem->hide();
    column->addWidget(m_problem);

    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    auto *const cancel = new QPushButton(tr("Cancel"), this);
    auto *const open = new QPushButton(tr("Open shell"), this);
    open->setObjectName(QStringLiteral("open"));
    setVariant(open, "kind", "primary");
    open->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(open, &QPushButton::clicked, this, &ShellDialog::accept);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(open);
    column->addLayout(row);
    m_user->setFocus();
}

QString ShellDialog::problem() const
{
    const QString folder = m_folder->text().trimmed();
    if (!folder.isEmpty() && !folder.startsWith(QLatin1Char('/')))
        return tr("The folder begins with a slash: it is one in the container.");
    if (!environmentIn(m_environment->toPlainText()))
        return tr("The environment is lines of NAME=value.");
    return {};
}

void ShellDialog::accept()
{
    const QString words = problem();
    m_problem->setText(words);
    m_problem->setVisible(!words.isEmpty());
    if (words.isEmpty())
        QDialog::accept();
}

ShellWish ShellDialog::wish() const
{
    return {m_user->currentText().trimmed(), m_folder->text().trimmed(), environmentIn(m_environment->toPlainText()).value_or(std::vector<std::string>())};
}

} // namespace ui::containers
