// Recording the session that has the keyboard, and playing what was recorded.
#include "core/recording/cast_file.h"
#include "ui/player/player_window.h"
#include "ui/player/recordings_dialog.h"
#include "ui/player/time_text.h"
#include "ui/theme/icons.h"
#include "ui/window/action_set.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/window/info_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"
#include "ui/window/status_strip.h"

#include <QAction>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>
#include <QUrl>

namespace ui::window {

using core::recording::EndReason;
using core::recording::RecordingStatus;

namespace {

QString sayEnded(const RecordingStatus &status)
{
    const QString size = player::sizeText(status.bytes), length = player::clockText(status.length);
    if (status.end == EndReason::Failed)
        return MainWindow::tr("The recording ended after %1: %2 What was written until then is kept.").arg(length, QString::fromStdString(status.error.message));
    const QString commands = status.commands == 1 ? MainWindow::tr("one command") : MainWindow::tr("%1 commands").arg(status.commands);
    const QString what = MainWindow::tr("Recorded %1, %2, %3").arg(length, commands, size);
    QString more;
    if (status.end == EndReason::SizeLimit)
        more = MainWindow::tr(" It reached the size that is allowed (recording.max_mib).");
    if (status.secrets > 0)
        more += status.secrets == 1 ? MainWindow::tr(" One secret is masked.") : MainWindow::tr(" %1 secrets are masked.").arg(status.secrets);
    if (status.skipped > 0)
        more += status.skipped == 1 ? MainWindow::tr(" One stretch came too fast and is missing.")
                                    : MainWindow::tr(" %1 stretches came too fast and are missing.").arg(status.skipped);
    return what + MainWindow::tr(" — %1.").arg(QFileInfo(QString::fromStdString(status.path)).fileName()) + more;
}

} // namespace

void MainWindow::connectRecording()
{
    connect(m_actions->record, &QAction::triggered, this, &MainWindow::toggleRecording);
    connect(m_actions->recordings, &QAction::triggered, this, &MainWindow::openRecordings);
    connect(m_actions->openRecording, &QAction::triggered, this, &MainWindow::openRecordingFile);
    connect(&m_host.recordings(), &core::recording::Recordings::started, this, &MainWindow::refreshRecording);
    connect(&m_host.recordings(), &core::recording::Recordings::ended, this, &MainWindow::onRecordingEnded);
    m_recordingTick.setInterval(1000);
    connect(&m_recordingTick, &QTimer::timeout, this, &MainWindow::refreshStatus);
}

void MainWindow::toggleRecording()
{
    SessionView *const view = m_tabs->current();
    if (!view)
        return;
    auto &recordings = m_host.recordings();
    if (recordings.isRecording(view->id())) {
        recordings.stop(view->id());
        return;
    }
    if (const auto begun = recordings.start(view->session()); !begun)
        showProblem(QString::fromStdString(begun.error().message));
    else
        m_status->showNotice(tr("What this session shows is being recorded; secrets are masked."));
}

void MainWindow::refreshRecording()
{
    const SessionView *const view = m_tabs->current();
    const bool running = view && m_host.recordings().isRecording(view->id());
    m_actions->record->setEnabled(view);
    m_actions->record->setText(running ? tr("Stop recording") : tr("Record this session"));
    m_actions->record->setIcon(theme::icon(running ? QStringLiteral("square") : QStringLiteral("record")));
    if (running && !m_recordingTick.isActive())
        m_recordingTick.start();
    else if (!running)
        m_recordingTick.stop();
}

void MainWindow::onRecordingEnded(const RecordingStatus &status)
{
    refreshRecording();
    refreshStatus();
    const QString name = QStringLiteral("recording");
    m_problems->say(name, sayEnded(status), status.end == EndReason::Failed ? "warn" : "dim");
    const auto offer = [this, name](const QString &words, const char *object, std::function<void()> then) {
        m_problems->offer(words, [this, name, then = std::move(then)] {
            m_problems->clear(name);
            then();
        })->setObjectName(QLatin1String(object));
    };
    const QString path = QString::fromStdString(status.path);
    offer(tr("Play"), "playRecording", [this, path] { playRecording(path); });
    offer(tr("Show in folder"), "showRecording", [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath())); });
    offer(tr("Dismiss"), "dismissRecording", [] {});
}

void MainWindow::openRecordings()
{
    if (m_recordings)
        return m_recordings->raise();
    const SessionView *const view = m_tabs->current();
    m_recordings = new player::RecordingsDialog(m_host.recordings().folder(), view && !m_host.recordings().isRecording(view->id()), this);
    m_recordings->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_recordings, &player::RecordingsDialog::playRequested, this, &MainWindow::playRecording);
    connect(m_recordings, &player::RecordingsDialog::openRequested, this, &MainWindow::openRecordingFile);
    connect(m_recordings, &player::RecordingsDialog::recordRequested, this, &MainWindow::toggleRecording);
    connect(m_recordings, &player::RecordingsDialog::removeRequested, this, &MainWindow::removeRecording);
    m_recordings->open();
}

void MainWindow::removeRecording(const QString &path)
{
    auto *const question = new theme::ConfirmDialog(tr("Remove this recording?"), tr("%1 is removed from the disk. That cannot be undone.").arg(QFileInfo(path).fileName()),
                                             tr("Remove recording"), tr("Keep it"), m_recordings ? static_cast<QWidget *>(m_recordings) : this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, [this, path] {
        if (!core::recording::removeRecording(path.toStdString()))
            showProblem(tr("%1 could not be removed.").arg(path));
        if (m_recordings)
            m_recordings->reload();
    });
    question->open();
}

void MainWindow::openRecordingFile()
{
    auto *const dialog = new QFileDialog(this, tr("Open a recording"), QString::fromStdString(m_host.recordings().folder()), tr("Recordings (*.cast);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::playRecording);
    dialog->open();
}

void MainWindow::playRecording(const QString &path)
{
    auto *const window = new player::PlayerWindow(path, m_preferences.tabs.appearance, m_preferences.idleLimit);
    window->setAttribute(Qt::WA_DeleteOnClose);
    connect(window, &player::PlayerWindow::openRequested, this, [this, window] {
        window->close();
        openRecordingFile();
    });
    std::erase_if(m_players, [](const auto &gone) { return gone.isNull(); });
    m_players.emplace_back(window);
    window->show();
    window->activateWindow();
}

} // namespace ui::window
