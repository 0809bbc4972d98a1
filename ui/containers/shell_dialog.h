// As whom, where and with what environment a shell in a container is opened.
#pragma once
#include "core/engine/types.h"
#include "ui/containers/container_actions.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace ui::containers {

class ShellDialog : public QDialog
{
    Q_OBJECT
public:
    ShellDialog(const core::engine::Container &container, QWidget *parent);
    ShellWish wish() const; // after it was accepted
    void accept() override; // not with what no engine takes; the problem is shown

private:
    QString problem() const;

    QComboBox *m_user;
    QLineEdit *m_folder;
    QPlainTextEdit *m_environment;
    QLabel *m_problem;
};

// Lines of NAME=value; empty ones are left out. Nullopt: one is something else. Pure.
std::optional<std::vector<std::string>> environmentIn(const QString &text);

} // namespace ui::containers
