#include "ui/containers/shell_dialog.h"

#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

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
    : SmallDialog(tr("Open a shell in %1").arg(QString::fromStdString(container.name)), {}, tr("Open shell"), tr("Cancel"), Kind::Plain, parent), m_user(new QComboBox(this)),
      m_folder(new QLineEdit(this)), m_environment(new QPlainTextEdit(this))
{
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
    setVariant(m_environment, "kind", "field");
    addField(tr("User"), m_user);
    addField(tr("Folder"), m_folder);
    addField(tr("Environment"), m_environment);
    agree().setObjectName(QStringLiteral("open"));
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

ShellWish ShellDialog::wish() const
{
    return {m_user->currentText().trimmed(), m_folder->text().trimmed(), environmentIn(m_environment->toPlainText()).value_or(std::vector<std::string>())};
}

} // namespace ui::containers
