#include "ui/desk/container_maker.h"

#include "core/engine/image_store.h"
#include "ui/desk/engine_text.h"

namespace ui::desk {

using namespace core::engine;
using core::base::Result;

namespace {
constexpr auto kPatience = std::chrono::seconds(5); // lists follow in a fraction of a second
}

ContainerMaker::ContainerMaker(QObject *parent) : QObject(parent)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] { Q_EMIT made(QString::fromStdString(m_id)); });
}

void ContainerMaker::make(Engine &engine, const CreateSpec &spec, Until until)
{
    m_engine = &engine;
    m_spec = spec;
    m_until = until;
    m_id.clear();
    lookForImage();
}

void ContainerMaker::lookForImage()
{
    if (!m_engine->imageStore())
        return create();
    Q_EMIT stepped(tr("Looking for %1").arg(oneLine(m_spec.image, 100)));
    m_call.keep(m_engine->imageStore()->inspect(m_spec.image, m_call.begin<ImageDetails>([this](Result<ImageDetails> image) {
        if (image)
            create();
        else if (image.error().is("engine.not_found"))
            pull();
        else
            fail(image.error());
    })));
}

template<class T>
OperationPtr ContainerMaker::inTurn(ActionTurns::Begin<T> begin, Done<T> done)
{
    return m_engine->turns().run<T>(kWindowPrincipal, std::move(begin), std::move(done), [this](std::chrono::milliseconds wait) { Q_EMIT waits(wait); });
}

void ContainerMaker::pull()
{
    Q_EMIT stepped(tr("Pulling %1").arg(oneLine(m_spec.image, 100)));
    auto done = m_call.begin<void>([this](Result<void> pulled) { pulled ? create() : fail(pulled.error()); });
    auto begin = [images = m_engine->imageStore(), image = m_spec.image, progress = m_call.progress([this](const Progress &progress) { Q_EMIT progressed(progress); })](Done<void> end) mutable {
        return images->pull(image, std::move(progress), std::move(end));
    };
    m_call.keep(inTurn<void>(std::move(begin), std::move(done)));
}

void ContainerMaker::create()
{
    if (!m_engine)
        return;
    Q_EMIT stepped(tr("Creating the container"));
    auto done = m_call.begin<std::string>([this](Result<std::string> id) {
        if (!id)
            return fail(id.error());
        m_id = *std::move(id);
        switch (m_until) {
        case Until::Made: return Q_EMIT made(QString::fromStdString(m_id));
        case Until::Listed: return waitForList();
        case Until::Started: return start();
        }
    });
    m_call.keep(inTurn<std::string>([on = m_engine.get(), spec = m_spec](Done<std::string> end) { return on->create(spec, std::move(end)); }, std::move(done)));
}

void ContainerMaker::start()
{
    if (!m_engine)
        return;
    Q_EMIT stepped(tr("Starting it"));
    m_call.keep(m_engine->start(m_id, m_call.begin<void>([this](Result<void> started) {
        if (started)
            waitForList();
        else
            discard(QString::fromStdString(started.error().message));
    })));
}

// A shell can be opened in what the list has, and not before.
void ContainerMaker::waitForList()
{
    if (!m_engine)
        return;
    connect(m_engine, &Engine::containersChanged, this, &ContainerMaker::lookInList, Qt::UniqueConnection);
    m_patience.start(kPatience);
    lookInList();
}

void ContainerMaker::lookInList()
{
    const Container *const container = m_engine && m_patience.isActive() ? m_engine->find(m_id) : nullptr;
    if (!container || (m_until == Until::Started && container->state == "created"))
        return;
    m_patience.stop();
    Q_EMIT made(QString::fromStdString(m_id));
}

void ContainerMaker::discard(const QString &why)
{
    if (!m_engine)
        return Q_EMIT failed(why);
    const bool force = m_until == Until::Started; // else another started it, and may know less of whether it runs: then the engine refuses
    m_call.keep(m_engine->remove(m_id, force, true, m_call.begin<void>([this, why](Result<void> removed) {
        const bool gone = removed || removed.error().is("engine.not_found");
        Q_EMIT failed(gone ? tr("It could not start: %1 It was removed again.").arg(why)
                           : tr("It could not start: %1 It stays as %2, because it could not be removed: %3").arg(why, shortId(m_id), QString::fromStdString(removed.error().message)));
    })));
}

void ContainerMaker::fail(const core::base::Error &error)
{
    Q_EMIT failed(QString::fromStdString(error.message));
}

void ContainerMaker::cancel()
{
    if (!isBusy())
        return;
    m_call.cancel();
    m_patience.stop();
    Q_EMIT cancelled(m_id.empty() ? tr("Cancelled. No container was made.") : tr("Cancelled. The container was made and stays, as %1.").arg(shortId(m_id)));
}

} // namespace ui::desk
