// Text to look at and to copy. GUI thread.
#pragma once
#include <QDialog>

namespace ui::desk {

class DetailsDialog : public QDialog
{
    Q_OBJECT
public:
    DetailsDialog(const QString &title, const QString &text, QWidget *parent);
};

} // namespace ui::desk
