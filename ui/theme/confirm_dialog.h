// A question with one dangerous answer; the safe one is the default.
#pragma once
#include <QDialog>

namespace ui::theme {

class ConfirmDialog : public QDialog
{
    Q_OBJECT
public:
    ConfirmDialog(const QString &title, const QString &text, const QString &agree, const QString &keep, QWidget *parent);
};

} // namespace ui::theme
