// Share: makes a link to one session with a role and a lifetime, shows it as text and QR code, and lists what is shared
// already, with Revoke. The secret part of a link stays hidden until it is asked for; Copy always copies all of it.
#pragma once
#include "core/attach/attach_server.h"

#include <QDialog>
#include <QHash>
#include <QTimer>

class QButtonGroup;
class QComboBox;
class QFrame;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace ui::attach {

class QrCode;

struct ShareSubject
{
    core::session::SessionPtr session;
    QString title; // "shop-api · bash"
    QString place; // "shop-api" or "this computer"
    QString reach; // the container's reach as a sentence; empty when not notable
};

class ShareDialog : public QDialog
{
    Q_OBJECT
public:
    ShareDialog(core::attach::AttachServer &server, ShareSubject subject, std::chrono::minutes lifetime, QWidget *parent);

    core::session::Role role() const;

private:
    void buildSubject(QVBoxLayout *layout);
    void buildChoice(QVBoxLayout *layout, std::chrono::minutes lifetime);
    void buildLink(QVBoxLayout *layout);
    void makeLink();
    void showLink(const core::attach::Share &share);
    void showSecret(bool shown);
    void refreshList();
    void tellTimes();
    void updateWarning();

    core::attach::AttachServer &m_server;
    ShareSubject m_subject;
    QString m_link, m_linkId;
    QButtonGroup *m_roles = nullptr;
    QComboBox *m_lifetime = nullptr;
    QLabel *m_warning = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_make = nullptr;
    QFrame *m_linkBox = nullptr;
    QLineEdit *m_linkField = nullptr;
    QPushButton *m_reveal = nullptr;
    QrCode *m_qr = nullptr;
    QVBoxLayout *m_list = nullptr;
    QLabel *m_listTitle = nullptr;
    QHash<QString, QLabel *> m_summaries; // by share
    QTimer m_clock;
};

} // namespace ui::attach
