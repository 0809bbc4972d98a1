// Makes an image of a container as it is now: asks for its name, says what is in it and what is not, shows the engine's
// work and its refusal, and leads to the image. GUI thread, which is the engine's; the engine may go first.
#pragma once
#include "core/engine/container_control.h"
#include "core/engine/engine.h"
#include "ui/desk/engine_call.h"
#include "ui/theme/small_dialog.h"

#include <QPointer>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace ui::desk {

class JobView;

class CommitDialog : public theme::SmallDialog
{
    Q_OBJECT
public:
    CommitDialog(core::engine::Engine &engine, const core::engine::Container &container, QWidget *parent);
    core::engine::CommitSpec spec() const;

    void accept() override; // makes it; once it is made: shows it
    void reject() override; // cancels what is under way first

Q_SIGNALS:
    void imageRequested(const QString &reference); // to be shown among the images

protected:
    QString problem() const override;

private:
    QString reference() const; // as the engine will call it
    void build(const core::engine::Container &container);
    void askEngine();
    void onTyped();
    void setBusy(bool busy);

    QPointer<core::engine::Engine> m_engine;
    std::string m_container;
    EngineCall m_images, m_changes, m_commit;
    std::vector<core::engine::Image> m_known; // whose names are taken
    QLineEdit *m_name, *m_message, *m_author;
    QCheckBox *m_pause;
    QLabel *m_called, *m_taken, *m_changed;
    JobView *m_job;
    QString m_made; // its reference
};

// What of a container is not in an image of it, in a sentence; empty: nothing that is known.
QString notCommitted(const core::engine::Container &container);

} // namespace ui::desk
