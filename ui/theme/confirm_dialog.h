// A question with one dangerous answer; the safe one is the default.
#pragma once
#include "ui/theme/small_dialog.h"

namespace ui::theme {

class ConfirmDialog : public SmallDialog
{
    Q_OBJECT
public:
    ConfirmDialog(const QString &title, const QString &text, const QString &agree, const QString &keep, QWidget *parent);
    void setPossible(bool possible); // else the text says why it is not
};

} // namespace ui::theme
