// A form for a new container, with the command line that would make it. GUI thread.
#pragma once
#include "core/engine/discovery.h"
#include "ui/desk/container_maker.h"
#include "ui/desk/create_form.h"

#include <QDialog>
#include <map>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace ui::desk {

class FieldRow;
class JobView;

class CreateDialog : public QDialog
{
    Q_OBJECT
public:
    // `engineId` empty or unknown: the first engine. `registry` outlives it.
    CreateDialog(core::engine::Registry &registry, const QString &engineId, const QString &image, QWidget *parent = nullptr);

    CreateForm form() const;
    QString runLine() const; // what is shown

Q_SIGNALS:
    void made(const QString &engineId, const QString &containerId, bool openShell);

protected:
    void reject() override; // cancels what is under way first

private:
    void buildFields(QFormLayout &form);
    void buildLimits(QFormLayout &form);
    void buildPreview(QVBoxLayout &column);
    void buildFooter(QVBoxLayout &column);
    QLineEdit *addLine(QFormLayout &form, FormField field, const char *name, const QString &title, const QString &placeholder);
    QPlainTextEdit *addText(QFormLayout &form, FormField field, const char *name, const QString &title, const QString &placeholder);
    core::engine::Engine *engine() const;
    void askEngine();
    void refresh();
    void submit(bool start);
    void setBusy(bool busy);

    core::engine::Registry &m_registry;
    ContainerMaker m_maker;
    EngineCall m_images, m_networks;
    QComboBox *m_engines = nullptr, *m_image = nullptr, *m_network = nullptr, *m_restart = nullptr;
    QLineEdit *m_name = nullptr, *m_command = nullptr, *m_user = nullptr, *m_folder = nullptr, *m_memory = nullptr, *m_cpus = nullptr, *m_processes = nullptr;
    QLineEdit *m_health = nullptr, *m_healthEvery = nullptr, *m_capabilities = nullptr;
    QPlainTextEdit *m_ports = nullptr, *m_mounts = nullptr, *m_environment = nullptr, *m_devices = nullptr, *m_line = nullptr;
    QCheckBox *m_autoRemove = nullptr, *m_tty = nullptr, *m_openStdin = nullptr, *m_shell = nullptr;
    QWidget *m_body = nullptr;
    QPushButton *m_create = nullptr, *m_start = nullptr;
    JobView *m_job = nullptr;
    std::map<FormField, FieldRow *> m_rows;
    bool m_openShell = false; // once it runs
    bool m_submitted = false; // so that empty fields are complained about, too
};

} // namespace ui::desk
