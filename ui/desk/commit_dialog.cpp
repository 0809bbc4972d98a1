#include "ui/desk/commit_dialog.h"

#include "core/engine/image_store.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/image_rows.h"
#include "ui/desk/job_view.h"
#include "ui/desk/pull_bar.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>

namespace ui::desk {

using namespace core::engine;
using core::base::Result;

namespace {

constexpr int kNamed = 6; // places in a sentence

QLabel *wordsBelow(const char *name, const char *tone, QWidget *parent)
{
    auto *const label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    theme::setVariant(label, "tone", tone);
    label->hide();
    return label;
}

QString whatIsIn(const Container &container)
{
    const QString in = CommitDialog::tr("In it: the container's files as they are now, and what it was made with (command, environment, user, ports).");
    const QString out = notCommitted(container);
    return out.isEmpty() ? in : in + QLatin1Char('\n') + out;
}

} // namespace

QString notCommitted(const Container &container)
{
    QStringList places;
    for (const Mount &mount : container.mounts) {
        if (mount.type != Mount::Type::Tmpfs)
            places << oneLine(mount.destination, 60);
    }
    if (places.isEmpty())
        return CommitDialog::tr("Not in it: what its programs hold in memory.");
    const auto more = places.size() - kNamed;
    QString named = places.mid(0, kNamed).join(QStringLiteral(", "));
    if (more > 0)
        named = CommitDialog::tr("%1 and %2 more").arg(named).arg(more);
    return CommitDialog::tr("Not in it: volumes and mounted folders (%1), and what its programs hold in memory.").arg(named);
}

CommitDialog::CommitDialog(Engine &engine, const Container &container, QWidget *parent)
    : SmallDialog(tr("Save %1 as an image").arg(oneLine(container.name, 60)), whatIsIn(container), tr("Save image"), tr("Cancel"), Kind::Plain, parent), m_engine(&engine),
      m_container(container.id), m_name(new QLineEdit(this)), m_message(new QLineEdit(this)), m_author(new QLineEdit(this)),
      m_pause(new QCheckBox(tr("Pause its programs meanwhile"), this)), m_called(wordsBelow("called", "dim", this)),
      m_taken(wordsBelow("taken", "warn", this)),
      m_changed(wordsBelow("changes", "dim", this)), m_job(new JobView(this))
{
    build(container);
    askEngine();
    onTyped();
}

void CommitDialog::build(const Container &container)
{
    add(m_changed);
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setPlaceholderText(QStringLiteral("team/app:1.2"));
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setPlaceholderText(tr("what is special about it; may be empty"));
    m_author->setObjectName(QStringLiteral("author"));
    m_author->setPlaceholderText(tr("may be empty"));
    addField(tr("Name"), m_name);
    addField({}, m_called);
    addField(tr("Message"), m_message);
    addField(tr("Author"), m_author);
    m_pause->setObjectName(QStringLiteral("pause"));
    m_pause->setChecked(true);
    m_pause->setToolTip(tr("So that files that belong together are copied as of one moment."));
    m_pause->setVisible(container.isRunning()); // else nothing changes meanwhile
    addField({}, m_pause);
    add(m_taken);
    add(m_job);
    const QString usual = QString::fromStdString(container.name).toLower() + QStringLiteral(":snapshot");
    if (referenceProblem(usual).isEmpty())
        m_name->setText(usual);
    m_name->selectAll();
    m_name->setFocus();
    connect(m_name, &QLineEdit::textChanged, this, &CommitDialog::onTyped);
    connect(m_job, &JobView::cancelRequested, this, &CommitDialog::reject);
}

void CommitDialog::askEngine()
{
    if (m_engine->imageStore()) {
        m_images.keep(m_engine->imageStore()->list(m_images.begin<std::vector<Image>>([this](Result<std::vector<Image>> images) {
            if (images)
                m_known = *std::move(images);
            onTyped();
        })));
    }
    if (!m_engine->control())
        return;
    m_changes.keep(m_engine->control()->changes(m_container, m_changes.begin<std::vector<FileChange>>([this](const Result<std::vector<FileChange>> &changes) {
        if (!changes)
            return; // it is only told
        const auto count = [&](FileChange::Kind kind) { return QString::number(std::ranges::count(*changes, kind, &FileChange::kind)); };
        m_changed->setText(changes->empty() ? tr("No file differs from its image.")
                                            : tr("Beside its image: %1 added, %2 changed, %3 deleted.")
                                                  .arg(count(FileChange::Kind::Added), count(FileChange::Kind::Modified), count(FileChange::Kind::Deleted)));
        m_changed->show();
    })));
}

QString CommitDialog::reference() const
{
    const QString typed = withTag(m_name->text().trimmed());
    return m_engine ? nameAtEngine(m_engine->kind(), typed) : typed;
}

CommitSpec CommitDialog::spec() const
{
    CommitSpec spec;
    spec.reference = reference().toStdString(); // whole, or Podman would complete it as its settings say
    spec.message = m_message->text().trimmed().toStdString();
    spec.author = m_author->text().trimmed().toStdString();
    spec.pause = m_pause->isChecked();
    return spec;
}

QString CommitDialog::problem() const
{
    const QString name = m_name->text().trimmed();
    const QString wrong = referenceProblem(name);
    return wrong.isEmpty() && name.contains(QLatin1Char('@')) ? tr("A new image has a name and a tag; its digest comes of itself.") : wrong;
}

void CommitDialog::onTyped()
{
    const QString name = m_name->text().trimmed(), wrong = problem();
    showProblem(name.isEmpty() ? QString() : wrong);
    const bool taken = wrong.isEmpty() && std::ranges::any_of(imageChoices(m_known), [&](const ImageChoice &image) { return isCalled(image, reference()); });
    const bool differs = wrong.isEmpty() && reference() != withTag(name);
    m_called->setText(differs ? tr("It will be called %1.").arg(reference()) : QString());
    m_called->setWordWrap(m_called->fontMetrics().horizontalAdvance(m_called->text()) > m_name->width()); // else the form keeps room for lines that there are not
    m_called->setVisible(differs);
    m_taken->setText(taken ? tr("An image has this name. It loses it to the new one, and keeps its files.") : QString());
    m_taken->setVisible(taken && m_made.isEmpty());
    setBusy(m_commit.isBusy());
}

void CommitDialog::setBusy(bool busy)
{
    for (QWidget *field : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_message), static_cast<QWidget *>(m_author), static_cast<QWidget *>(m_pause)})
        field->setEnabled(!busy && m_made.isEmpty());
    agree().setEnabled(!busy && problem().isEmpty());
}

void CommitDialog::accept()
{
    if (!m_made.isEmpty()) {
        Q_EMIT imageRequested(m_made);
        return QDialog::accept();
    }
    const QString wrong = problem();
    showProblem(wrong);
    if (!wrong.isEmpty() || m_commit.isBusy())
        return;
    ContainerControl *const control = m_engine ? m_engine->control() : nullptr;
    if (!control)
        return showProblem(m_engine ? tr("This engine cannot make images of containers.") : tr("Its engine is gone."));
    const CommitSpec wanted = spec();
    const QString reference = QString::fromStdString(wanted.reference);
    m_job->begin(tr("Saving %1; the engine copies all that has changed, and says nothing meanwhile").arg(reference));
    auto done = m_commit.begin<std::string>([this, reference](const Result<std::string> &id) {
        if (!id) {
            m_job->fail(QString::fromStdString(id.error().message));
            return setBusy(false);
        }
        m_made = reference;
        m_job->succeed(tr("%1 is made, as %2.").arg(reference, shortId(*id)));
        m_taken->hide();
        agree().setText(tr("Show in Images"));
        keep().setText(tr("Close"));
        setBusy(false);
        agree().setFocus();
    });
    m_commit.keep(m_engine->turns().run<std::string>(kWindowPrincipal, [control, id = m_container, wanted](Done<std::string> end) { return control->commit(id, wanted, std::move(end)); },
                                                     std::move(done), [this](std::chrono::milliseconds wait) { m_job->wait(wait); }));
    setBusy(m_commit.isBusy());
}

void CommitDialog::reject()
{
    if (!m_commit.isBusy())
        return QDialog::reject();
    m_commit.cancel();
    m_job->cancelled(tr("Cancelled. The engine may have made the image all the same."));
    setBusy(false);
}

} // namespace ui::desk
