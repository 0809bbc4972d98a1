#include "ui/desk/create_dialog.h"

#include "core/engine/image_store.h"
#include "core/engine/network_store.h"
#include "core/engine/run_line.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/field_row.h"
#include "ui/desk/job_view.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;
using namespace core::engine;
using core::base::Result;

CreateDialog::CreateDialog(Registry &registry, const QString &engineId, const QString &image, QWidget *parent) : QDialog(parent), m_registry(registry)
{
    setWindowTitle(tr("New container"));
    resize(QSize(700, 780).boundedTo(screen()->availableGeometry().size()));
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    column->setSpacing(kSpace3);
    m_body = new QWidget;
    auto *const fields = new QFormLayout(m_body);
    fields->setContentsMargins(0, 0, kSpace3, 0);
    fields->setHorizontalSpacing(kSpace4);
    fields->setVerticalSpacing(kSpace2);
    fields->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    fields->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto *const scroll = new QScrollArea(this);
    scroll->setWidget(m_body);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    column->addWidget(scroll, 1);
    m_engines = new QComboBox(m_body);
    for (Engine *each : registry.engines())
        m_engines->addItem(QString::fromStdString(each->title()), QString::fromStdString(each->id()));
    m_engines->setCurrentIndex(std::max(0, m_engines->findData(engineId)));
    m_engines->setAccessibleName(tr("Engine"));
    buildFields(*fields);
    buildLimits(*fields);
    buildPreview(*column);
    buildFooter(*column);

    connect(m_engines, &QComboBox::currentIndexChanged, this, [this] {
        askEngine();
        refresh();
    });
    connect(&m_maker, &ContainerMaker::stepped, this, [this](const QString &what) { m_job->begin(what); });
    connect(&m_maker, &ContainerMaker::waits, m_job, &JobView::wait);
    connect(&m_maker, &ContainerMaker::progressed, m_job, &JobView::show);
    connect(&m_maker, &ContainerMaker::failed, this, [this](const QString &sentence) {
        m_job->fail(sentence);
        setBusy(false);
    });
    connect(&m_maker, &ContainerMaker::cancelled, this, [this](const QString &sentence) {
        m_job->cancelled(sentence);
        setBusy(false);
    });
    connect(&m_maker, &ContainerMaker::made, this, &CreateDialog::onMade);
    connect(m_job, &JobView::cancelRequested, &m_maker, &ContainerMaker::cancel);
    askEngine();
    m_image->setEditText(image);
    refresh();
    image.isEmpty() ? m_image->setFocus() : m_name->setFocus();
}

Engine *CreateDialog::engine() const
{
    return m_registry.engine(m_engines->currentData().toString().toStdString());
}

// What there is to choose from; anything else can be typed.
void CreateDialog::askEngine()
{
    Engine *const from = engine();
    if (!from)
        return;
    if (from->imageStore()) {
        m_images.keep(from->imageStore()->list(m_images.begin<std::vector<Image>>([this](Result<std::vector<Image>> images) {
            if (!images)
                return; // it can still be typed, and making it will say what is wrong
            const QSignalBlocker quiet(m_image);
            const QString typed = m_image->currentText();
            m_image->clear();
            for (const Image &image : *images) {
                for (const std::string &tag : image.tags)
                    m_image->addItem(oneLine(tag));
            }
            m_image->setEditText(typed);
        })));
    }
    if (from->networkStore()) {
        m_networks.keep(from->networkStore()->list(m_networks.begin<std::vector<Network>>([this](Result<std::vector<Network>> networks) {
            const QSignalBlocker quiet(m_network);
            const QString typed = m_network->currentText();
            m_network->clear();
            for (const Network &network : networks ? *networks : std::vector<Network>{})
                m_network->addItem(oneLine(network.name));
            m_network->setEditText(typed);
        })));
    }
}

CreateForm CreateDialog::form() const
{
    CreateForm form;
    form.image = m_image->currentText();
    form.name = m_name->text();
    form.command = m_command->text();
    form.ports = m_ports->toPlainText();
    form.mounts = m_mounts->toPlainText();
    form.environment = m_environment->toPlainText();
    form.user = m_user->text();
    form.workingDir = m_folder->text();
    form.network = m_network->currentText();
    form.restart = m_restart->currentData().toString();
    form.memory = m_memory->text();
    form.cpus = m_cpus->text();
    form.processes = m_processes->text();
    form.devices = m_devices->toPlainText();
    form.capabilities = m_capabilities->text();
    form.healthCommand = m_health->text();
    form.healthEvery = m_healthEvery->text();
    form.autoRemove = m_autoRemove->isChecked();
    form.tty = m_tty->isChecked();
    form.openStdin = m_openStdin->isChecked();
    return form;
}

QString CreateDialog::runLine() const
{
    return m_line->toPlainText();
}

CreateDialog::Then CreateDialog::then() const
{
    return Then(m_then->currentData().toInt());
}

void CreateDialog::refresh()
{
    const CreateForm typed = form();
    // Without a terminal there is nothing to attach to.
    const int attach = m_then->findData(int(Then::Attach));
    qobject_cast<QStandardItemModel *>(m_then->model())->item(attach)->setEnabled(typed.tty);
    if (!typed.tty && m_then->currentIndex() == attach)
        return m_then->setCurrentIndex(m_then->findData(int(Then::Shell))); // which comes back here
    const FormResult read = readForm(typed);
    for (const auto &[field, row] : m_rows) {
        const bool isEmptyImage = field == FormField::Image && typed.image.trimmed().isEmpty();
        row->setProblem(isEmptyImage && !m_submitted ? QString() : read.problemOf(field));
    }
    CreateSpec spec = read.spec;
    if (spec.image.empty())
        spec.image = typed.image.trimmed().isEmpty() ? "IMAGE" : typed.image.trimmed().toStdString();
    const Engine *const on = engine();
    m_line->setPlainText(QString::fromStdString(core::engine::runLine(on ? on->kind() : EngineKind::Docker, spec, {}, then() == Then::Attach ? RunAs::Attached : RunAs::Detached)));
    const bool possible = on && (read.problems.empty() || typed.image.trimmed().isEmpty());
    const bool isBusy = m_maker.isBusy() || m_isStarting;
    m_create->setEnabled(possible && !isBusy);
    m_start->setEnabled(possible && !isBusy);
}

void CreateDialog::submit(bool start)
{
    m_submitted = true;
    refresh();
    FormResult read = readForm(form());
    Engine *const on = engine();
    if (!on || m_maker.isBusy() || m_isStarting || !read.problems.empty()) {
        if (!read.problems.empty() && read.problems.front().field == FormField::Image)
            m_image->setFocus();
        return;
    }
    m_after = start ? then() : Then::Nothing;
    if (m_after == Then::Attach && m_terminalSize)
        read.spec.terminalSize = m_terminalSize();
    using Until = ContainerMaker::Until;
    m_maker.make(*on, read.spec, m_after == Then::Attach ? Until::Made : start ? Until::Started : Until::Listed);
    setBusy(m_maker.isBusy());
}

void CreateDialog::onMade(const QString &containerId)
{
    if (m_after == Then::Attach && m_startAttached)
        return startAttached(containerId);
    tell(containerId);
}

void CreateDialog::tell(const QString &containerId)
{
    Q_EMIT made(m_engines->currentData().toString(), containerId, m_after);
    accept();
}

void CreateDialog::startAttached(const QString &containerId)
{
    m_job->begin(tr("Starting it"));
    m_isStarting = true;
    setBusy(true);
    m_startAttached(m_engines->currentData().toString(), containerId, [self = QPointer(this), containerId](const core::base::Error *error) {
        if (!self || !self->m_isStarting || !self->isVisible())
            return false;
        self->m_isStarting = false;
        if (error) {
            self->m_maker.discard(QString::fromStdString(error->message));
            self->setBusy(self->m_maker.isBusy());
        } else {
            self->tell(containerId);
        }
        return true;
    });
}

void CreateDialog::setBusy(bool busy)
{
    m_body->setEnabled(!busy);
    m_then->setEnabled(!busy);
    refresh();
}

void CreateDialog::reject()
{
    if (m_maker.isBusy())
        m_maker.cancel();
    else
        QDialog::reject();
}

} // namespace ui::desk
