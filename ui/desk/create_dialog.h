// A form for a new container, with the command line that would make it. GUI thread.
#pragma once
#include "core/engine/discovery.h"
#include "ui/desk/container_maker.h"
#include "ui/desk/create_form.h"

#include <QDialog>
#include <functional>
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

    // Of the tab that will show a main process that is attached to; asked when the container is made.
    void setTerminalSize(std::function<core::base::GridSize()> size) { m_terminalSize = std::move(size); }

    // Starts what was made with its main process in a tab, and calls `ended` with null, or with why not: true says that the
    // user has been told. The form stays open until then.
    using Ended = std::function<bool(const core::base::Error *error)>;
    using StartAttached = std::function<void(const QString &engineId, const QString &containerId, Ended ended)>;
    void setStartAttached(StartAttached start) { m_startAttached = std::move(start); }

    enum class Then : unsigned char { Nothing, Shell, Attach }; // once it is made: a shell in it, or its main process
    Q_ENUM(Then)

    CreateForm form() const;
    QString runLine() const; // what is shown

Q_SIGNALS:
    // It runs, with Attach in a tab already. `then` is Nothing too where it was only created.
    void made(const QString &engineId, const QString &containerId, ui::desk::CreateDialog::Then then);

protected:
    void reject() override; // cancels what is under way first, but for a start attached: that goes on

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
    Then then() const;
    void submit(bool start);
    void onMade(const QString &containerId);
    void startAttached(const QString &containerId);
    void tell(const QString &containerId);
    void setBusy(bool busy);

    core::engine::Registry &m_registry;
    ContainerMaker m_maker;
    EngineCall m_images, m_networks;
    QComboBox *m_then = nullptr;
    QComboBox *m_engines = nullptr, *m_image = nullptr, *m_network = nullptr, *m_restart = nullptr;
    QLineEdit *m_name = nullptr, *m_command = nullptr, *m_user = nullptr, *m_folder = nullptr, *m_memory = nullptr, *m_cpus = nullptr, *m_processes = nullptr;
    QLineEdit *m_health = nullptr, *m_healthEvery = nullptr, *m_capabilities = nullptr;
    QPlainTextEdit *m_ports = nullptr, *m_mounts = nullptr, *m_environment = nullptr, *m_devices = nullptr, *m_line = nullptr;
    QCheckBox *m_autoRemove = nullptr, *m_tty = nullptr, *m_openStdin = nullptr;
    QWidget *m_body = nullptr;
    QPushButton *m_create = nullptr, *m_start = nullptr;
    JobView *m_job = nullptr;
    std::map<FormField, FieldRow *> m_rows;
    Then m_after = Then::Nothing; // of what is being made
    std::function<core::base::GridSize()> m_terminalSize;
    StartAttached m_startAttached;
    bool m_isStarting = false; // attached
    bool m_submitted = false; // so that empty fields are complained about, too
};

} // namespace ui::desk
