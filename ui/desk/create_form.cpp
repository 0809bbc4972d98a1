#include "ui/desk/create_form.h"

#include "ui/desk/engine_text.h"
#include "ui/desk/form_lines.h"
#include "ui/desk/pull_bar.h"
#include "ui/desk/shell_words.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

namespace ui::desk {

using namespace core::engine;

namespace {

struct SayForm
{
    Q_DECLARE_TR_FUNCTIONS(ui::desk::CreateForm)
};

constexpr std::int64_t kLeastMemory = 6 * 1024 * 1024; // what Docker takes at least
constexpr int kMostCpus = 4096, kMostProcesses = 4'194'304; // Linux' own limit of pids

class FormReader
{
public:
    explicit FormReader(const CreateForm &form) : m_form(form) {}

    FormResult read() &&
    {
        readWho();
        readLines();
        readRestart();
        readLimits();
        readRights();
        readHealth();
        m_out.spec.autoRemove = m_form.autoRemove;
        m_out.spec.tty = m_form.tty;
        m_out.spec.openStdin = m_form.openStdin;
        return std::move(m_out);
    }

private:
    bool wrong(FormField field, const QString &sentence)
    {
        if (!sentence.isEmpty() && m_out.problemOf(field).isEmpty())
            m_out.problems.push_back({field, sentence});
        return !sentence.isEmpty();
    }

    void readWho()
    {
        CreateSpec &spec = m_out.spec;
        const QString image = m_form.image.trimmed(), name = m_form.name.trimmed();
        static const QRegularExpression id(QStringLiteral("^(sha256:)?[0-9a-f]{12,64}$"));
        const bool byId = id.match(image).hasMatch();
        if (byId || !wrong(FormField::Image, referenceProblem(image)))
            spec.image = (byId ? image : withTag(image)).toStdString();
        if (!name.isEmpty() && !wrong(FormField::Name, nameProblem(name)))
            spec.name = name.toStdString();
        if (auto words = shellWords(m_form.command))
            spec.command = *std::move(words);
        else
            wrong(FormField::Command, words.error());
        const QString user = m_form.user.trimmed(), folder = m_form.workingDir.trimmed(), network = m_form.network.trimmed();
        if (!wrong(FormField::User, user.contains(QLatin1Char(' ')) ? SayForm::tr("A user is a name or number, perhaps with a group: app:www-data.") : QString()))
            spec.user = user.toStdString();
        if (!wrong(FormField::WorkingDir, folder.isEmpty() || folder.startsWith(QLatin1Char('/')) ? QString() : SayForm::tr("A folder in the container begins with /.")))
            spec.workingDir = folder.toStdString();
        if (!network.isEmpty())
            spec.network = network.toStdString();
    }

    template<class T, class Read>
    void readEach(FormField field, const QString &text, std::vector<T> &into, Read read)
    {
        for (const QString &line : text.split(QLatin1Char('\n'))) {
            if (line.trimmed().isEmpty())
                continue;
            if (auto item = read(line))
                into.push_back(*std::move(item));
            else
                wrong(field, item.error());
        }
    }

    void readLines()
    {
        readEach(FormField::Ports, m_form.ports, m_out.spec.ports, portIn);
        readEach(FormField::Mounts, m_form.mounts, m_out.spec.mounts, mountIn);
        readEach(FormField::Environment, m_form.environment, m_out.spec.environment, variableIn);
        const auto &mounts = m_out.spec.mounts;
        for (std::size_t i = 0; i < mounts.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (mounts[i].destination == mounts[j].destination)
                    wrong(FormField::Mounts, SayForm::tr("%1 has two mounts.").arg(QString::fromStdString(mounts[i].destination)));
            }
        }
        const auto &ports = m_out.spec.ports;
        for (std::size_t i = 0; i < ports.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (ports[i].hostPort > 0 && ports[i].hostPort == ports[j].hostPort && ports[i].hostIp == ports[j].hostIp && ports[i].protocol == ports[j].protocol)
                    wrong(FormField::Ports, SayForm::tr("Port %1 of this machine is asked for twice.").arg(ports[i].hostPort));
            }
        }
    }

    void readRestart()
    {
        const QString name = m_form.restart.section(QLatin1Char(':'), 0, 0), retries = m_form.restart.section(QLatin1Char(':'), 1);
        m_out.spec.restart.name = name.toStdString();
        m_out.spec.restart.maxRetries = retries.toInt();
        if (!m_out.spec.restart.isOff() && m_form.autoRemove)
            wrong(FormField::Restart, SayForm::tr("A container that is removed when it stops cannot be started again: choose one of the two."));
    }

    void readLimits()
    {
        Resources &limits = m_out.spec.resources;
        if (const QString text = m_form.memory.trimmed(); !text.isEmpty()) {
            limits.memoryBytes = memoryIn(text);
            if (limits.memoryBytes < kLeastMemory) {
                wrong(FormField::Memory, limits.memoryBytes <= 0 ? SayForm::tr("An amount of memory looks like 512m or 2g.") : SayForm::tr("No container runs with less than 6m."));
                limits.memoryBytes = 0;
            }
        }
        if (const QString text = m_form.cpus.trimmed(); !text.isEmpty()) {
            bool ok = false;
            const double cpus = text.toDouble(&ok);
            if (!wrong(FormField::Cpus, ok && cpus > 0 && cpus <= kMostCpus ? QString() : SayForm::tr("A number of processors looks like 1.5.")))
                limits.cpus = cpus;
        }
        if (const QString text = m_form.processes.trimmed(); !text.isEmpty()) {
            bool ok = false;
            const int processes = text.toInt(&ok);
            if (!wrong(FormField::Processes, ok && processes > 0 && processes <= kMostProcesses ? QString() : SayForm::tr("A number of processes looks like 100.")))
                limits.processes = processes;
        }
    }

    void readRights()
    {
        CreateSpec &spec = m_out.spec;
        readEach(FormField::Devices, m_form.devices, spec.devices, deviceIn);
        static const QRegularExpression gaps(QStringLiteral("[\\s,]+")), name(QStringLiteral("^[A-Z][A-Z_]*$"));
        for (QString word : m_form.capabilities.toUpper().split(gaps, Qt::SkipEmptyParts)) {
            const bool drops = word.startsWith(QLatin1Char('-'));
            word.remove(QRegularExpression(QStringLiteral("^[-+]?(CAP_)?")));
            if (!wrong(FormField::Capabilities, name.match(word).hasMatch() ? QString() : SayForm::tr("Capabilities look like NET_ADMIN, and with a minus in front are taken away.")))
                (drops ? spec.capDrop : spec.capAdd).push_back(word.toStdString());
        }
    }

    void readHealth()
    {
        const QString command = m_form.healthCommand.trimmed(), every = m_form.healthEvery.trimmed();
        if (!command.isEmpty())
            m_out.spec.healthCheck.test = {"CMD-SHELL", command.toStdString()};
        if (every.isEmpty())
            return;
        const auto seconds = secondsIn(every);
        if (!wrong(FormField::Health, command.isEmpty() ? SayForm::tr("There is no command to be run so often.")
                                        : seconds.count() == 0 ? SayForm::tr("An interval looks like 30s or 2m.") : QString()))
            m_out.spec.healthCheck.interval = seconds;
    }

    const CreateForm &m_form;
    FormResult m_out;
};

} // namespace

QString FormResult::problemOf(FormField field) const
{
    const auto found = std::ranges::find(problems, field, &FormProblem::field);
    return found == problems.end() ? QString() : found->sentence;
}

FormResult readForm(const CreateForm &form)
{
    return FormReader(form).read();
}

} // namespace ui::desk
