// How much a socket still holds unsent. Behind TLS there are two buffers, and bytesToWrite() counts only the one before the
// encryption, which is always empty soon: who looks at that alone never waits for the network.
#pragma once
#include <QSslSocket>

namespace core::engine {

inline qint64 unsentBytes(const QIODevice &device)
{
    const auto *tls = qobject_cast<const QSslSocket *>(&device);
    return device.bytesToWrite() + (tls ? tls->encryptedBytesToWrite() : 0);
}

template<class Context, class Slot>
void whenSent(QIODevice &device, Context *context, Slot slot)
{
    QObject::connect(&device, &QIODevice::bytesWritten, context, slot);
    if (auto *tls = qobject_cast<QSslSocket *>(&device))
        QObject::connect(tls, &QSslSocket::encryptedBytesWritten, context, slot);
}

} // namespace core::engine
