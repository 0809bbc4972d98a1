// A question with one dangerous answer; the safe one is the default.
#pragma once
#include <QDialog>

class QPushButton;

namespace ui::theme {

class ConfirmDialog : public QDialog
{
    Q_OBJECT
public:
    ConfirmDialog(const QString &title, const QString &text, const QString &agree, const QString &keep, QWidget *parent);
    void setPossible(bool possible); // else the text says why it is not

private:
    QPushButton *m_agree;
};

} // namespace ui::theme
