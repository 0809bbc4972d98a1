#include "ui/attach/share_dialog.h"

#include "ui/attach/qr_code.h"
#include "ui/attach/share_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::attach {

using namespace ui::theme;
using core::attach::Share;

namespace {

constexpr std::chrono::seconds kClock{5}; // the list says minutes

} // namespace

ShareDialog::ShareDialog(core::attach::AttachServer &server, ShareSubject subject, std::chrono::minutes lifetime, QWidget *parent)
    : QDialog(parent), m_server(server), m_subject(std::move(subject))
{
    setWindowTitle(tr("Share"));
    setFixedWidth(480);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    layout->setSpacing(kSpace3);
    layout->setSizeConstraint(QLayout::SetFixedSize);
    buildSubject(layout);
    buildChoice(layout, lifetime);
    buildLink(layout);

    m_listTitle = new QLabel(tr("Links to this session"), this);
    m_listTitle->setFont(labelFont());
    setVariant(m_listTitle, "tone", "dim");
    layout->addWidget(m_listTitle);
    m_list = new QVBoxLayout;
    m_list->setSpacing(kSpace1);
    layout->addLayout(m_list);

    connect(&server, &core::attach::AttachServer::changed, this, &ShareDialog::refreshList);
    connect(&m_clock, &QTimer::timeout, this, &ShareDialog::tellTimes);
    m_clock.start(kClock);
    updateWarning();
    refreshList();
}

void ShareDialog::buildSubject(QVBoxLayout *layout)
{
    auto *const title = new QLabel(tr("Share %1").arg(m_subject.title), this);
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    setVariant(title, "tone", "title");
    layout->addWidget(title);
    if (m_subject.reach.isEmpty())
        return;
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    auto *const shield = new QLabel(this);
    shield->setPixmap(icon(QStringLiteral("shield-alert"), ui::theme::Role::Warn).pixmap(QSize(16, 16), devicePixelRatioF()));
    auto *const reach = new QLabel(m_subject.reach, this);
    reach->setObjectName(QStringLiteral("reach"));
    reach->setTextFormat(Qt::PlainText);
    reach->setWordWrap(true);
    setVariant(reach, "tone", "warn");
    row->addWidget(shield, 0, Qt::AlignTop);
    row->addWidget(reach, 1);
    layout->addLayout(row);
}

void ShareDialog::buildChoice(QVBoxLayout *layout, std::chrono::minutes lifetime)
{
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace1);
    m_roles = new QButtonGroup(this);
    for (const auto &[role, words] : {std::pair(core::session::Role::View, tr("Can view")), std::pair(core::session::Role::Operate, tr("Can type"))}) {
        auto *const choice = new QPushButton(words, this);
        choice->setCheckable(true);
        choice->setAutoDefault(false);
        choice->setProperty("segment", QStringLiteral("true"));
        m_roles->addButton(choice, int(role));
        row->addWidget(choice);
    }
    m_roles->button(int(core::session::Role::View))->setChecked(true);
    row->addStretch();
    auto *const forLabel = new QLabel(tr("for"), this);
    setVariant(forLabel, "tone", "dim");
    m_lifetime = new QComboBox(this);
    m_lifetime->setAccessibleName(tr("Lifetime of the link"));
    for (const auto &[minutes, words] : {std::pair(15, tr("15 minutes")), std::pair(60, tr("1 hour")), std::pair(480, tr("8 hours")), std::pair(1440, tr("1 day"))})
        m_lifetime->addItem(words, minutes);
    int chosen = m_lifetime->findData(int(lifetime.count()));
    if (chosen < 0) {
        m_lifetime->addItem(tr("%1 minutes").arg(lifetime.count()), int(lifetime.count()));
        chosen = m_lifetime->count() - 1;
    }
    m_lifetime->setCurrentIndex(chosen);
    row->addWidget(forLabel);
    row->addSpacing(kSpace1);
    row->addWidget(m_lifetime);
    layout->addLayout(row);

    m_warning = new QLabel(this);
    m_warning->setObjectName(QStringLiteral("warning"));
    m_warning->setTextFormat(Qt::PlainText);
    m_warning->setWordWrap(true);
    layout->addWidget(m_warning);
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    setVariant(m_problem, "tone", "fail");
    m_problem->hide();
    layout->addWidget(m_problem);

    auto *const make = new QHBoxLayout;
    m_make = new QPushButton(tr("Make link"), this);
    m_make->setObjectName(QStringLiteral("make"));
    setVariant(m_make, "kind", "primary");
    m_make->setDefault(true);
    make->addStretch();
    make->addWidget(m_make);
    layout->addLayout(make);
    connect(m_roles, &QButtonGroup::idToggled, this, &ShareDialog::updateWarning);
    connect(m_make, &QPushButton::clicked, this, &ShareDialog::makeLink);
}

void ShareDialog::buildLink(QVBoxLayout *layout)
{
    m_linkBox = new QFrame(this);
    m_linkBox->setProperty("kind", QStringLiteral("card"));
    auto *const inside = new QHBoxLayout(m_linkBox);
    inside->setContentsMargins(kSpace3, kSpace3, kSpace3, kSpace3);
    inside->setSpacing(kSpace3);
    m_qr = new QrCode(m_linkBox);
    inside->addWidget(m_qr);
    auto *const right = new QVBoxLayout;
    m_linkField = new QLineEdit(m_linkBox);
    m_linkField->setReadOnly(true);
    m_linkField->setFont(monoFont(12));
    m_linkField->setAccessibleName(tr("Link"));
    auto *const copy = new QPushButton(tr("Copy link"), m_linkBox);
    copy->setObjectName(QStringLiteral("copy"));
    m_reveal = new QPushButton(tr("Show"), m_linkBox);
    m_reveal->setCheckable(true);
    for (QPushButton *button : {copy, m_reveal})
        button->setAutoDefault(false);
    auto *const note = new QLabel(tr("The part after # is the key. It is shown once, here; the link ends when it expires or you revoke it."), m_linkBox);
    note->setWordWrap(true);
    note->setFont(textFont(11));
    setVariant(note, "tone", "dim");
    auto *const row = new QHBoxLayout;
    row->addWidget(copy);
    row->addWidget(m_reveal);
    row->addStretch();
    right->addWidget(m_linkField);
    right->addLayout(row);
    right->addWidget(note);
    right->addStretch();
    inside->addLayout(right, 1);
    m_linkBox->hide();
    layout->addWidget(m_linkBox);
    connect(copy, &QPushButton::clicked, this, [this, copy] {
        QGuiApplication::clipboard()->setText(m_link);
        copy->setText(tr("Copied"));
    });
    connect(m_reveal, &QPushButton::toggled, this, &ShareDialog::showSecret);
}

core::session::Role ShareDialog::role() const
{
    return core::session::Role(m_roles->checkedId());
}

void ShareDialog::updateWarning()
{
    m_warning->setText(roleWarning(role(), m_subject.place));
    setVariant(m_warning, "tone", role() == core::session::Role::View ? "dim" : "warn");
}

void ShareDialog::makeLink()
{
    m_make->setEnabled(false);
    m_problem->hide();
    const std::chrono::minutes lifetime(m_lifetime->currentData().toInt());
    m_server.share(m_subject.session, role(), lifetime, [self = QPointer(this)](core::base::Result<Share> share) {
        if (!self)
            return;
        self->m_make->setEnabled(true);
        if (share) {
            self->showLink(*share);
        } else {
            self->m_problem->setText(QString::fromStdString(share.error().message));
            self->m_problem->show();
        }
    });
}

void ShareDialog::showLink(const Share &share)
{
    m_link = QString::fromStdString(share.link);
    m_linkId = QString::fromStdString(share.id);
    m_qr->setText(m_link);
    m_reveal->setChecked(false);
    showSecret(false);
    m_linkBox->show();
    m_make->setText(tr("Make another link"));
    setVariant(m_make, "kind", "");
    refreshList();
}

void ShareDialog::showSecret(bool shown)
{
    m_linkField->setText(shown ? m_link : maskedLink(m_link));
    m_linkField->setCursorPosition(0);
    m_reveal->setText(shown ? tr("Hide") : tr("Show"));
}

void ShareDialog::refreshList()
{
    while (QLayoutItem *item = m_list->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    m_summaries.clear();
    bool linkLives = false;
    for (const Share &share : m_server.shares()) {
        if (share.session != m_subject.session->info().id)
            continue;
        const QString id = QString::fromStdString(share.id);
        linkLives |= id == m_linkId;
        auto *const row = new QWidget(this);
        auto *const inside = new QHBoxLayout(row);
        inside->setContentsMargins(0, 0, 0, 0);
        auto *const summary = new QLabel(row);
        m_summaries.insert(id, summary);
        inside->addWidget(summary, 1);
        auto *const revoke = new QPushButton(tr("Revoke"), row);
        revoke->setObjectName(QStringLiteral("revoke"));
        revoke->setAutoDefault(false);
        setVariant(revoke, "kind", "danger");
        setVariant(revoke, "size", "small");
        connect(revoke, &QPushButton::clicked, this, [this, id] { m_server.revoke(id.toStdString()); });
        inside->addWidget(revoke);
        m_list->addWidget(row);
    }
    tellTimes();
    m_listTitle->setVisible(m_list->count() > 0);
    if (!linkLives && !m_linkId.isEmpty())
        m_linkBox->hide();
}

void ShareDialog::tellTimes()
{
    const auto now = std::chrono::system_clock::now();
    for (const Share &share : m_server.shares()) {
        if (QLabel *const summary = m_summaries.value(QString::fromStdString(share.id)))
            summary->setText(shareSummary(share, now));
    }
}

} // namespace ui::attach
