// Which kinds of things are to be cleared up. GUI thread.
#pragma once
#include "core/engine/disk.h"

#include <QWidget>

class QCheckBox;

namespace ui::desk {

class PruneScopeBox : public QWidget
{
    Q_OBJECT
public:
    explicit PruneScopeBox(QWidget *parent = nullptr);
    core::engine::PruneScope scope() const;

Q_SIGNALS:
    void changed();

private:
    QCheckBox *add(const char *name, const QString &text, bool on);

    QCheckBox *m_containers, *m_dangling, *m_images, *m_anonymous, *m_named, *m_networks, *m_cache;
};

} // namespace ui::desk
