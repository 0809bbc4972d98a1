#include "ui/player/player_window.h"

#include "ui/player/player_view.h"
#include "ui/player/time_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

namespace ui::player {

using namespace ui::theme;

PlayerWindow::PlayerWindow(const QString &path, const terminal::Appearance &appearance, core::recording::Time idleLimit, QWidget *parent)
    : QWidget(parent, Qt::Window), m_path(path)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setWindowIcon(applicationIcon());
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    resize(QSize(1120, 700).boundedTo(screen()->availableGeometry().size()));
    const auto session = core::recording::PlayerSession::open(path.toStdString());
    if (!session) {
        setWindowTitle(QFileInfo(path).fileName());
        showFailure(QString::fromStdString(session.error().message));
        return;
    }
    const auto &header = (*session)->header();
    QString title = plainLine(header.title, 100);
    if (title.isEmpty())
        title = QFileInfo(path).completeBaseName();
    setWindowTitle(tr("%1 — recording").arg(title));
    m_view = new PlayerView(*session, appearance, idleLimit, this);
    layout->addWidget(m_view);
    connect(m_view, &PlayerView::closeRequested, this, &QWidget::close);
    setFocusProxy(m_view);
    m_view->setFocus();
    (*session)->setPlaying(true);
}

void PlayerWindow::showFailure(const QString &sentence)
{
    auto *const column = static_cast<QVBoxLayout *>(layout());
    column->setContentsMargins(kSpace6, kSpace6, kSpace6, kSpace6);
    column->setSpacing(kSpace3);
    const auto label = [&](const char *name, const QString &text, const char *tone) {
        auto *const made = new QLabel(text, this);
        made->setObjectName(QLatin1String(name));
        made->setTextFormat(Qt::PlainText);
        made->setWordWrap(true);
        made->setAlignment(Qt::AlignCenter);
        setVariant(made, "tone", tone);
        column->addWidget(made);
    };
    column->addStretch();
    label("failureTitle", tr("This recording cannot be played"), "title");
    label("failureText", sentence, "warn");
    label("failurePath", m_path, "dim");
    auto *const other = new QPushButton(tr("Open another recording…"), this);
    other->setObjectName(QStringLiteral("openOther"));
    connect(other, &QPushButton::clicked, this, &PlayerWindow::openRequested);
    column->addWidget(other, 0, Qt::AlignHCenter);
    column->addStretch();
    other->setFocus();
}

void PlayerWindow::setScheme()
{
    if (m_view)
        m_view->terminal()->setScheme();
    update();
}

void PlayerWindow::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), color(Role::Window));
}

void PlayerWindow::keyPressEvent(QKeyEvent *event)
{
    if (!m_view && event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui::player
