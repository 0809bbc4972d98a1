// How much disk each kind of thing takes, and how much of that nothing uses: a bar each, on one scale. GUI thread.
#pragma once
#include "ui/desk/disk_rows.h"

#include <QWidget>

namespace ui::desk {

class UsageBars : public QWidget
{
    Q_OBJECT
public:
    explicit UsageBars(QWidget *parent = nullptr);
    void setUsage(std::vector<KindUsage> usage);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {300, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<KindUsage> m_usage;
};

} // namespace ui::desk
