// Which kinds of things are to be cleared up. GUI thread.
#pragma once
#include "core/engine/disk.h"

#include <QWidget>
#include <vector>

class QCheckBox;
class QGridLayout;

namespace ui::desk {

class PruneScopeBox : public QWidget
{
    Q_OBJECT
public:
    explicit PruneScopeBox(QWidget *parent = nullptr);
    core::engine::PruneScope scope() const;
    QSize minimumSizeHint() const override; // one below the other

Q_SIGNALS:
    void changed();

protected:
    void resizeEvent(QResizeEvent *event) override; // as many beside each other as there is room for

private:
    void arrange();
    QCheckBox *add(const char *name, const QString &text, bool on);

    QGridLayout *m_grid;
    std::vector<QCheckBox *> m_boxes; // in their order
    int m_columns = 0;
    QCheckBox *m_containers, *m_dangling, *m_images, *m_anonymous, *m_named, *m_networks, *m_cache;
};

} // namespace ui::desk
