#include "ui/theme/confirm_dialog.h"

#include <QPushButton>

namespace ui::theme {

ConfirmDialog::ConfirmDialog(const QString &title, const QString &text, const QString &agree, const QString &keep, QWidget *parent)
    : SmallDialog(title, text, agree, keep, Kind::Dangerous, parent)
{
}

void ConfirmDialog::setPossible(bool possible)
{
    agree().setEnabled(possible);
}

} // namespace ui::theme
