// As whom, where and with what environment a shell in a container is opened.
#pragma once
#include "core/engine/types.h"
#include "ui/containers/container_actions.h"
#include "ui/theme/small_dialog.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace ui::containers {

class ShellDialog : public theme::SmallDialog
{
    Q_OBJECT
public:
    ShellDialog(const core::engine::Container &container, QWidget *parent);
    ShellWish wish() const; // after it was accepted

protected:
    QString problem() const override;

private:
    QComboBox *m_user;
    QLineEdit *m_folder;
    QPlainTextEdit *m_environment;
};

// Lines of NAME=value; empty ones are left out. Nullopt: one is something else. Pure.
std::optional<std::vector<std::string>> environmentIn(const QString &text);

} // namespace ui::containers
