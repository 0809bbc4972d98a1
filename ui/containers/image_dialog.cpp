#include "ui/containers/image_dialog.h"

#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::containers {

using namespace ui::theme;
using core::base::Result;

namespace {

QLabel *caption(const QString &text, QWidget *parent)
{
    auto *const label = new QLabel(text, parent);
    label->setFont(labelFont());
    setVariant(label, "tone", "dim");
    return label;
}

} // namespace

ImageDialog::ImageDialog(core::engine::Registry &registry, Focus focus, QWidget *parent) : QDialog(parent), m_registry(registry)
{
    setWindowTitle(QStringLiteral("Container from an image"));
    resize(480, 480);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    layout->setSpacing(kSpace2);

    m_engines = new QComboBox(this);
    for (core::engine::Engine *engine : registry.engines())
        m_engines->addItem(QString::fromStdString(engine->title()), QString::fromStdString(engine->id()));
    m_engines->setVisible(m_engines->count() > 1);
    m_engines->setAccessibleName(QStringLiteral("Engine"));
    layout->addWidget(m_engines);

    layout->addWidget(caption(QStringLiteral("Images here"), this));
    m_images = new QListWidget(this);
    m_images->setAccessibleName(QStringLiteral("Images here"));
    layout->addWidget(m_images, 1);
    layout->addWidget(caption(QStringLiteral("Pull another"), this));
    layout->addWidget(buildPull());
    layout->addSpacing(kSpace2);
    buildFooter(layout);

    connect(m_engines, &QComboBox::currentIndexChanged, this, &ImageDialog::loadImages);
    connect(m_images, &QListWidget::currentRowChanged, this, &ImageDialog::updateButtons);
    connect(m_images, &QListWidget::itemActivated, this, &ImageDialog::createAndStart);
    loadImages();
    if (focus == Focus::Pull)
        m_reference->setFocus();
    else
        m_images->setFocus();
}

ImageDialog::~ImageDialog()
{
    if (m_busy && m_operation)
        m_operation->cancel();
}

QWidget *ImageDialog::buildPull()
{
    auto *const box = new QWidget(this);
    auto *const layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSpace2);
    auto *const row = new QHBoxLayout;
    m_reference = new QLineEdit(box);
    m_reference->setPlaceholderText(QStringLiteral("debian:12"));
    m_reference->setAccessibleName(QStringLiteral("Image to pull"));
    m_pull = new QPushButton(QStringLiteral("Pull"), box);
    m_pull->setAutoDefault(false);
    row->addWidget(m_reference, 1);
    row->addWidget(m_pull);
    m_progress = new QProgressBar(box);
    m_progress->setTextVisible(false);
    m_progress->hide();
    layout->addLayout(row);
    layout->addWidget(m_progress);
    connect(m_pull, &QPushButton::clicked, this, &ImageDialog::pull);
    connect(m_reference, &QLineEdit::returnPressed, this, &ImageDialog::pull);
    connect(m_reference, &QLineEdit::textChanged, this, &ImageDialog::updateButtons);
    return box;
}

void ImageDialog::buildFooter(QVBoxLayout *layout)
{
    m_message = new QLabel(this);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->hide();
    layout->addWidget(m_message);
    auto *const row = new QHBoxLayout;
    m_name = new QLineEdit(this);
    m_name->setPlaceholderText(QStringLiteral("Name (the engine chooses one)"));
    m_name->setAccessibleName(QStringLiteral("Name of the container"));
    m_create = new QPushButton(QStringLiteral("Create and start"), this);
    m_create->setAutoDefault(false);
    setVariant(m_create, "kind", "primary");
    row->addWidget(m_name, 1);
    row->addWidget(m_create);
    layout->addLayout(row);
    connect(m_create, &QPushButton::clicked, this, &ImageDialog::createAndStart);
}

core::engine::Engine *ImageDialog::engine() const
{
    return m_registry.engine(m_engines->currentData().toString().toStdString());
}

void ImageDialog::say(const QString &text, const char *tone)
{
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
    setVariant(m_message, "tone", tone);
}

void ImageDialog::updateButtons()
{
    m_pull->setEnabled(!m_busy && !m_reference->text().trimmed().isEmpty());
    m_create->setEnabled(!m_busy && m_images->currentItem());
}

void ImageDialog::loadImages()
{
    m_images->clear();
    updateButtons();
    core::engine::Engine *const from = engine();
    if (!from)
        return;
    from->listImages([self = QPointer(this)](Result<std::vector<core::engine::Image>> images) {
        if (!self)
            return;
        if (!images) {
            self->say(QString::fromStdString(images.error().message), "fail");
            return;
        }
        for (const auto &image : *images) {
            for (const std::string &tag : image.tags) {
                const QString name = QString::fromStdString(tag);
                auto *const item = new QListWidgetItem(name + QStringLiteral("   ") + QLocale().formattedDataSize(image.sizeBytes), self->m_images);
                item->setData(Qt::UserRole, name);
                if (name == self->m_wanted)
                    self->m_images->setCurrentItem(item);
            }
        }
        if (!self->m_images->currentItem() && self->m_images->count() > 0)
            self->m_images->setCurrentRow(0);
        if (self->m_images->count() == 0)
            self->say(QStringLiteral("This engine has no image yet. Pull one by name."), "dim");
        self->updateButtons();
    });
}

void ImageDialog::pull()
{
    core::engine::Engine *const from = engine();
    QString reference = m_reference->text().trimmed();
    if (!from || reference.isEmpty() || m_busy)
        return;
    if (!reference.section(QLatin1Char('/'), -1).contains(QLatin1Char(':')) && !reference.contains(QLatin1Char('@')))
        reference += QStringLiteral(":latest");
    m_wanted = reference;
    m_progress->setRange(0, 0);
    m_progress->show();
    say(QStringLiteral("Asking for %1").arg(reference), "dim");
    const auto progress = [self = QPointer(this)](const core::engine::Progress &step) {
        if (!self)
            return;
        self->say(QString::fromStdString(step.what), "dim");
        self->m_progress->setRange(0, step.total > 0 ? 1000 : 0);
        if (step.total > 0)
            self->m_progress->setValue(int(step.done * 1000 / step.total));
    };
    m_busy = true;
    m_operation = from->pullImage(reference.toStdString(), progress, [self = QPointer(this)](Result<void> result) {
        if (!self)
            return;
        self->m_busy = false;
        self->m_progress->hide();
        self->say(result ? QStringLiteral("%1 is here.").arg(self->m_wanted) : QString::fromStdString(result.error().message), result ? "ok" : "fail");
        if (result)
            self->loadImages();
        self->updateButtons();
    });
    updateButtons();
}

void ImageDialog::createAndStart()
{
    core::engine::Engine *const on = engine();
    if (!on || !m_images->currentItem() || m_busy)
        return;
    core::engine::CreateSpec spec;
    spec.image = m_images->currentItem()->data(Qt::UserRole).toString().toStdString();
    spec.name = m_name->text().trimmed().toStdString();
    say(QStringLiteral("Creating"), "dim");
    const auto fail = [](ImageDialog &self, const core::base::Error &error) {
        self.m_busy = false;
        self.say(QString::fromStdString(error.message), "fail");
        self.updateButtons();
    };
    m_busy = true;
    m_operation = on->create(spec, [self = QPointer(this), on = QPointer(on), fail](Result<std::string> id) {
        if (!self || !on)
            return;
        if (!id) {
            fail(*self, id.error());
            return;
        }
        self->say(QStringLiteral("Starting"), "dim");
        self->m_operation = on->start(*id, [self, on, fail, id = *id](Result<void> started) {
            if (!self || !on)
                return;
            if (!started) {
                fail(*self, started.error());
                return;
            }
            self->m_busy = false;
            Q_EMIT self->containerStarted(QString::fromStdString(on->id()), QString::fromStdString(id));
            self->accept();
        });
    });
    updateButtons();
}

} // namespace ui::containers
