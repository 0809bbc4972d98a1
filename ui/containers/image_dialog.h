// A container from an image: choose one that is present, or pull one by name; then it is created and started.
#pragma once
#include "core/engine/discovery.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace ui::containers {

class ImageDialog : public QDialog
{
    Q_OBJECT
public:
    enum class Focus { Images, Pull };
    ImageDialog(core::engine::Registry &registry, Focus focus, QWidget *parent);
    ~ImageDialog() override; // cancels what is under way

Q_SIGNALS:
    void containerStarted(const QString &engineId, const QString &containerId);

private:
    QWidget *buildPull();
    void buildFooter(QVBoxLayout *layout);
    core::engine::Engine *engine() const;
    void loadImages();
    void pull();
    void createAndStart();
    void say(const QString &text, const char *tone);
    void updateButtons();

    core::engine::Registry &m_registry;
    QComboBox *m_engines;
    QLineEdit *m_reference;
    QPushButton *m_pull;
    QProgressBar *m_progress;
    QListWidget *m_images;
    QLineEdit *m_name;
    QLabel *m_message;
    QPushButton *m_create;
    core::engine::OperationPtr m_operation; // the newest pull or creation, to cancel it
    bool m_busy = false;                    // it is under way
    QString m_wanted;                       // to be selected once the list has it
};

} // namespace ui::containers
