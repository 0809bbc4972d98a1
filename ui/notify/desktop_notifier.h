// Notifications of the desktop, by org.freedesktop.Notifications (specification 1.2). Without a session bus or a service on it
// nothing is shown and nothing fails.
//
// Threads: GUI. No call waits for an answer, but the first use of the bus connects to it.
#pragma once
#include <QDBusConnection>
#include <QObject>
#include <QString>
#include <QStringList>
#include <deque>

class QDBusPendingCallWatcher;

namespace ui::notify {

struct Notice
{
    QString key;   // what it is about: a newer one of the same key takes its place, and clicked() names it
    QString title; // plain text
    QString text;  // plain text
    bool failure = false;
};

class DesktopNotifier : public QObject
{
    Q_OBJECT
public:
    // The bus is the session's, looked for at the first notice.
    explicit DesktopNotifier(QObject *parent = nullptr);

    void show(const Notice &notice);
    void withdraw(const QString &key); // it has been seen elsewhere

Q_SIGNALS:
    void shown(const QString &key);    // the service has taken it
    void clicked(const QString &key, const QString &activationToken); // the token is for raising a window; often empty

private Q_SLOTS:
    void onActionInvoked(uint id, const QString &action);
    void onActivationToken(uint id, const QString &token);
    void onClosed(uint id, uint reason);

private:
    struct Shown
    {
        QString key;
        uint id = 0;       // 0: the answer is still on its way
        QString token;
        bool withdrawn = false;
    };

    bool connectToBus();
    void askCapabilities();
    void send(const Notice &notice);
    void close(uint id);
    Shown *find(uint id);
    Shown *find(const QString &key);

    QDBusConnection m_bus;
    bool m_asked = false;               // for the capabilities
    bool m_markup = true;               // until the service says otherwise: escaped text is never taken for markup
    bool m_known = false;               // the answer is in
    std::deque<Notice> m_waiting;       // for that answer
    std::deque<Shown> m_shown;          // oldest first
};

} // namespace ui::notify
