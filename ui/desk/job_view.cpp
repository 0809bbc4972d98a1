#include "ui/desk/job_view.h"

#include "ui/containers/container_text.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/layer_list.h"
#include "ui/theme/theme.h"

#include <QAccessibleWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>

namespace ui::desk {

using namespace ui::theme;

namespace {
constexpr int kLayersHeight = 154; // seven
constexpr int kBarSteps = 1000;

// A message of its own kind, so that a screen reader says it when it is shown, wherever the keyboard is.
QAccessibleInterface *accessibleJob(const QString &, QObject *object)
{
    auto *const job = qobject_cast<JobView *>(object);
    return job ? new QAccessibleWidget(job, QAccessible::AlertMessage) : nullptr;
}

void announce(JobView &job, const QString &sentence)
{
    job.setAccessibleName(sentence);
    job.setVisible(true);
    QAccessibleEvent shown(&job, QAccessible::ObjectShow); // also one that was shown: it says something else now
    QAccessible::updateAccessibility(&shown);
}
}

JobView::JobView(QWidget *parent)
    : QFrame(parent), m_title(new QLabel(this)), m_detail(new QLabel(this)), m_bar(new QProgressBar(this)), m_button(new QPushButton(this)),
      m_layers(new LayerList), m_layersArea(new QScrollArea(this))
{
    QAccessible::installFactory(accessibleJob); // the same factory twice is kept once
    setProperty("kind", QStringLiteral("card"));
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace3, kSpace2, kSpace2, kSpace2);
    column->setSpacing(kSpace2);
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    m_title->setObjectName(QStringLiteral("jobTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_detail->setObjectName(QStringLiteral("jobDetail"));
    m_detail->setTextFormat(Qt::PlainText);
    setVariant(m_detail, "tone", "dim");
    m_button->setObjectName(QStringLiteral("jobButton"));
    setVariant(m_button, "size", "small");
    row->addWidget(m_title, 1);
    row->addWidget(m_detail);
    row->addWidget(m_button, 0, Qt::AlignTop);
    m_bar->setTextVisible(false);
    m_layersArea->setWidget(m_layers);
    m_layersArea->setWidgetResizable(true);
    m_layersArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_layersArea->setFocusPolicy(Qt::NoFocus);
    m_layersArea->hide();
    column->addLayout(row);
    column->addWidget(m_bar);
    column->addWidget(m_layersArea);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_underWay)
            Q_EMIT cancelRequested();
        else
            hide();
    });
    hide();
}

void JobView::begin(const QString &title, Counts counts)
{
    m_counts = counts;
    m_underWay = true;
    m_title->setText(title);
    m_detail->clear();
    setVariant(m_title, "tone", "");
    m_button->setText(tr("Cancel"));
    m_bar->setRange(0, 0);
    m_bar->setVisible(true);
    m_layers->setLayers({});
    m_layersArea->hide();
    m_bar->setAccessibleName(title); // its value is told as it grows
    announce(*this, title);
}

void JobView::wait(std::chrono::milliseconds turn)
{
    m_detail->setText(containers::turnText(turn));
}

void JobView::show(const core::engine::Progress &progress)
{
    if (!m_underWay)
        return;
    QString detail = progress.layers.empty() ? oneLine(progress.what, 80) : QString();
    if (m_counts == Counts::Things)
        detail = tr("%1 of %2 · %3").arg(progress.done + 1).arg(progress.total).arg(oneLine(progress.what, 60));
    else if (progress.total > 0)
        detail = partText(progress.done, progress.total);
    else if (progress.done > 0)
        detail = bytesText(progress.done);
    m_detail->setText(detail);
    m_bar->setRange(0, progress.total > 0 ? kBarSteps : 0);
    if (progress.total > 0)
        m_bar->setValue(int(double(progress.done) / double(progress.total) * kBarSteps));
    m_layers->setLayers(progress.layers);
    m_layersArea->setFixedHeight(std::min(m_layers->sizeHint().height(), kLayersHeight));
    m_layersArea->setVisible(!progress.layers.empty());
}

void JobView::succeed(const QString &sentence)
{
    end(sentence, "ok");
}

void JobView::warn(const QString &sentence)
{
    end(sentence, "warn");
}

void JobView::fail(const QString &sentence)
{
    end(sentence, "fail");
}

void JobView::cancelled(const QString &sentence)
{
    end(sentence, "dim");
}

void JobView::end(const QString &sentence, const char *tone)
{
    m_underWay = false;
    m_title->setText(sentence);
    setVariant(m_title, "tone", tone);
    m_detail->clear();
    m_button->setText(tr("Dismiss"));
    m_bar->hide();
    m_layersArea->hide();
    announce(*this, sentence);
}

} // namespace ui::desk
